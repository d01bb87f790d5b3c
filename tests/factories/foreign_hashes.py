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
    # django.contrib.auth.hashers.make_password (Django 5.2)
    "Django (SHA-1)": "pbkdf2_sha1$1000000$ZTgBrYauXKk5ASxmTirTu4$hz89JfGvzC9sJXhur9SejpFsIcE=",
    "Django (argon2)": (
        "argon2$argon2id$v=19$m=102400,t=2,p=8$WUhleElIbGNLbDJoSjFvbE5IYnRjVA$"
        "gSMmkiL7pwglfhX8V6nYSPaiYhvqbnwtQu2UnAEICZA"
    ),
    "Django (bcrypt)": "bcrypt$$2b$12$ZCVexNAsGnTf2cE5uU.vK.4iPrkKFS5LWPvxpwAVt3WLOjTqAvkXK",
    "Django (bcrypt over SHA-256)": ("bcrypt_sha256$$2b$12$napKhZzL7aoKRmB71R5ZAuhXtAiB/u6vJbGJb96v8PyK5MYgec92a"),
    "Django (scrypt)": (
        "scrypt$16384$wsS7ET2Yvjs9qHPWEZNYzb$8$5$"
        "JlWEE7O3iDdcnflxGdwvSPA96sXYWmiPR3YfMepls5UKbpJZ52HXKowTwv1W1z0ZNumd9z7ZHBGOvKC/HsiELA=="
    ),
    "Django (MD5)": "md5$fU7Ij0SEsKR9jJBzsVzBsm$88bcbee1c1aed47d5c7b26433eb31b42",
    # The next ones after the definitions of their systems, by PHP's hash functions
    "WordPress": "$wp$2y$10$oeqDLHsAhWVfF1avxWkhQOPnOVcA3nvl9zEol6nBkgya4GxJr/Fme",
    "WordPress (argon2)": (
        "$wp$argon2id$v=19$m=4096,t=2,p=1$ZHRnWS5oaXF5OE9nNHlrcQ$bkocKP1ZL49B+OQ9QnG4/Dc5r/Lej2eZW8+SwDLeVH8"
    ),
    "Drupal 7": "$S$DXy7pQr2srTUxNfi7GMCuLA8HaDTzSC7BeatU7g6AYPcWQKVbBFE",
    "Keycloak (SHA-1)": (
        "$keycloak-pbkdf2$20000$lDRGT6h7Zuhx+xZWuz93lg==$"
        "SrK+iMEU0tSmXTIA98M/X6xDMxpq2ClLXRdJQweg79o9ul5G6ia1b/yuanpqobPyXwuOlBwHs8Lf3V+S8sBXWA=="
    ),
    "ASP.NET Identity (version 2)": (
        "$aspnet-identity$AJQ0Rk+oe2bocfsWVrs/d5alsehlCl/C4Zj5lzyRz3mggLZO6AHA+CMRss03MPdH9w=="
    ),
    "LDAP (PBKDF2)": ("{PBKDF2-SHA256}10000$lDRGT6h7Zuhx.xZWuz93lg$EESfo9GYKPCcd9Lt.5TK9annWjt7xhkdtEUsfV6Fz6Y"),
    "389 Directory Server": (
        "{PBKDF2_SHA256}AAAnEL0fNPcQyET1qc57e16Dd+ug5U2NwXsKqr8AcXb+EHfvxIm0gtrGC4rztveaREkiLkPiFwn/S0tNT1rXvn/P1pbQ"
        "uYukGAKYQhctjjXSc7IC9xaZidK3u0P8mmjMOa6Km07cGcgVMriISQ9qSvfbYLOVATm74KIOO7wG9K7SMmFt+WQBPQZrPurMQsOJBRCAB2QL"
        "TGNjcr2bFzgLDJnVwC8o86FmDC58lHqsgftM1Ndr9YjN7zEv2htlH86JFJYB75YQisrZDNoVeqA+bRh5FQhsZtHvLa1qDq6zYLYx4kMF5m1q"
        "WwnSvTOnqrYpN6KP2kS1T9k4pWyMbK44oXZoDY/VQmMUtUI7pv6xBjGy1XhZy9Q/ZAxSoQnm6JDyHP7e9b2GQOR92fty7K3Y4kOOUaJC5j0G"
        "GGre41yhpQXQ3CRD"
    ),
    "md5-crypt": "$1$aB3dE6gH$/KmVfQxFjMKGlMOh4NAIv0",
    # slappasswd (OpenLDAP 2.5)
    "LDAP (argon2)": (
        "{ARGON2}$argon2i$v=19$m=4096,t=3,p=1$PXzWTOPKcrItHAZ015f8Kw$fUuwc6/9R6AvDRSK59sF4bAx1lFw9CQTCVwiZ6thRu4"
    ),
    "LDAP (crypt)": (
        "{CRYPT}$6$gkZmkCVn2dJ0qaGV$"
        "Ar4yuLqWb/R20V5K2bc/29BDDG/N2lBYNincrj/8osNkYulLhyG9jCTaF0ooyMAdoFUAQTg2CdushJ1ReJXSI1"
    ),
    "SSHA256": "{SSHA256}pbn8e6GulPu4GjsOmTUOA8La4aOH9qaTnp5ArXPfgRg9sFvFm8jyGQ==",
    "SSHA512": (
        "{SSHA512}v3PCFX426/XRKbFFM85IpktD2xeT0+M/rAjnY1TKOdY2qBrSYLGo9kPoAu2jHan0ngXB41H2dwQkPivfXIj/Fy8e6ENNdvOv"
    ),
    "SHA256": "{SHA256}4qtm4EvXwiqoqhjCmkawyj4OPj3OXMwvGm/f71+YQhs=",
    "SHA": "{SHA}oNFOptALYbZArQdjweVjdIj6M8E=",
    "SMD5": "{SMD5}8sOQ++LyUP1tnWKivnvhy033uUA=",
    "MD5": "{MD5}08kGH9E6AbmS9IyVrfY08w==",
}
