import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The connection as the runbook's application makes it, with the right login: nodes and nothing else. */
public class RunbookBean {
    @Bean
    LettuceConnectionFactory redisConnectionFactory() {
        RedisClusterConfiguration cluster = new RedisClusterConfiguration(List.of(System.getenv("NODES").split(",")));
        cluster.setUsername("song");
        cluster.setPassword(System.getenv("SONG_PASSWORD"));
        return new LettuceConnectionFactory(cluster);
    }
}
