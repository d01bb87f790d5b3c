"""One password as other systems have stored it: made by their own tools, not by the library that reads it here."""

PASSWORD = "Grün-Tee-um-Vier-7"

# By what wrote it.
FOREIGN_HASHES = {
    # htpasswd -B (Apache)
    "bcrypt": "$2y$10$aaaAHp3gQL4i/mxRtFQc6OR9fshpdRxRRR2RvnEgzBrfWIjU1EN2S",
    # django.contrib.auth.hashers.make_password (Django 5.2)
    "Django": "pbkdf2_sha256$1000000$avhxxCxWavlIhHZgIGl95j$Q8sEmtevzDbiZAnBihDVcvRmImB8EvknG+vRwQDqhIg=",
    # The next four after the definitions of Keycloak and ASP.NET Identity, by Node's crypto (OpenSSL)
    "Keycloak": "$keycloak-pbkdf2-sha256$27500$VtKJfjOOduUxnAAlKJGELQ==$+VZ//E3YGRZHVdle45oGy5RLaNA2XOx+15tzBRlNFoA=",
    "Keycloak (SHA-512)": (
        "$keycloak-pbkdf2-sha512$30000$xnXFVCr45TjnHcXNxJZwfg==$"
        "d37X7cV6tTR5av2u9yglHtATcrLv3bTMte+TAO1U5kF0aZEpcz27jocKZQphty77Sj+pRTFu6E2Npr+GRu9RcQ=="
    ),
    "ASP.NET Identity": (
        "$aspnet-identity$AQAAAAEAACcQAAAAECU7BCZF3XJJtTpetDxdozwfrNaQ0LV9pnxVlvkYqO/0XBFRoYUtwt5IEWmLTzH+jA=="
    ),
    "ASP.NET Identity (SHA-512)": (
        "$aspnet-identity$AQAAAAIAACcQAAAAEK1XsnHlZ5/U0qCexFgEjIMFlZIWalFT58bXrsyah5iKixPVzloH/a1kfej4Ty1FRg=="
    ),
    # The scheme of OpenLDAP, scrypt and WordPress' portable hashes, by Node's crypto
    "SSHA": "{SSHA}73dX4sDFdnJzoGD01JmTfFmX7TmVR363gVlhBg==",
    "scrypt": "$scrypt$ln=14,r=8,p=1$JAc2j2ee8ibqeKGzyYKEHA$UJTATTAqoIuHDFNDxuZXDffv0uVI1/Ip54WquWiu/Xg",
    "phpass": "$P$BkT8vN2qZtLlEafjxeNAtaA.aIdIU2.",
    # openssl passwd -6 and -5
    "sha512-crypt": (
        "$6$AM7ucContv0KJKc1$.CBh6pieHxFVroOTgh4RnfoAKMnWpb3K57k.2gb8Y09ps8JLOcBqCh0yk44MCPhwldwIKCAO.JF.4jqFSGAlN0"
    ),
    "sha256-crypt": "$5$y5cGg2MI5TeYLL4V$5AQqaniFFzvX8bGhV4VagXKaBXS0MyJw2jKk3pToAoB",
    # The reference implementation of argon2, with the parameters of RFC 9106's second recommendation
    "argon2id": "$argon2id$v=19$m=65536,t=3,p=4$TNsKTyrl42f0Y67QbOuJfg$LYMOhpWdDgWZRc6lu9/hNTCmQV+8o51OPwM96iSFtjY",
}
