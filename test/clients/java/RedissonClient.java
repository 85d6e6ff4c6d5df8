import java.io.File;

import org.redisson.Redisson;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson with the printed redisson.yaml in the working directory. */
public class RedissonClient {
    public static void main(String[] args) throws Exception {
        var redisson = Redisson.create(Config.fromYAML(new File("redisson.yaml")));
        Load.run((key, read) -> {
            var bucket = redisson.<String>getBucket(key, StringCodec.INSTANCE);
            if (read) bucket.get();
            else bucket.set("redisson");
        });
    }
}
