package portal;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A page for people who are signed in, which shows what the provider has told of them. */
@SpringBootApplication
@RestController
public class Portal {
    public static void main(String[] arguments) {
        SpringApplication.run(Portal.class, arguments);
    }

    @GetMapping("/")
    Map<String, Object> show(@AuthenticationPrincipal OidcUser person) {
        return person.getClaims();
    }

    @GetMapping("/signed-out")
    String signedOut() {
        return "Signed out.";
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
        var atTheProvider = new OidcClientInitiatedLogoutSuccessHandler(clients);
        atTheProvider.setPostLogoutRedirectUri("{baseUrl}/signed-out");
        return http
            .authorizeHttpRequests(requests -> requests
                .requestMatchers("/signed-out").permitAll()
                .anyRequest().authenticated())
            .oauth2Login(Customizer.withDefaults())
            .logout(logout -> logout.logoutSuccessHandler(atTheProvider))
            .build();
    }
}
