import java.time.Duration;
import java.util.List;

import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** ds-redis-redis-cluster, written by `redis-hostport endpoints` for Spring Boot 2, 3 and 4: RedisClusterConfig.java. */
@Configuration(proxyBeanMethods = false)
public class RedisClusterConfig {

    // Each knows the others; all are listed because any may be down when the application starts.
    static final List<String> NODES = List.of(
            "10.0.0.4:6379", // dio-master01
            "10.0.0.5:6379", // dio-master02
            "10.0.0.6:6379", // dio-master03
            "10.0.0.8:6379", // dio-worker01
            "10.0.0.9:6379", // dio-worker02
            "10.0.0.10:6379" // dio-worker03
    );

    // The application does not start without SONG_PASSWORD.
    @Bean
    @SuppressWarnings("deprecation") // enableAllAdaptiveRefreshTriggers is the default from Lettuce 7 (Boot 4) on.
    LettuceConnectionFactory redisConnectionFactory(@Value("${SONG_PASSWORD}") String password) {
        RedisClusterConfiguration cluster = new RedisClusterConfiguration(NODES);
        cluster.setUsername("song");
        cluster.setPassword(password);
        Duration timeout = Duration.ofSeconds(2);
        // Without these Lettuce does not find the new master while the dead one stays down.
        ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                .enableAllAdaptiveRefreshTriggers()
                .enablePeriodicRefresh(Duration.ofSeconds(5))
                .build();
        ClusterClientOptions options = ClusterClientOptions.builder()
                .topologyRefreshOptions(refresh)
                .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
                .timeoutOptions(TimeoutOptions.enabled())
                .build();
        // Without it a call to a node that went silent blocks for 60 s.
        LettuceClientConfiguration client = LettuceClientConfiguration.builder()
                .commandTimeout(timeout)
                .clientOptions(options)
                .build();
        return new LettuceConnectionFactory(cluster, client);
    }
}
