import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.data.redis.core.StringRedisTemplate;

/** A Spring Boot application with the printed settings; an argument is a class of further beans. */
@EnableAutoConfiguration
public class SpringClient {
    public static void main(String[] args) throws Exception {
        Class<?>[] sources = new Class<?>[1 + args.length];
        sources[0] = SpringClient.class;
        for (int index = 0; index < args.length; index++) sources[index + 1] = Class.forName(args[index]);
        StringRedisTemplate redis = new SpringApplication(sources).run().getBean(StringRedisTemplate.class);
        redis.opsForValue().get("key:0");
        Load.run((key, read) -> {
            if (read) redis.opsForValue().get(key);
            else redis.opsForValue().set(key, "spring");
        });
    }
}
