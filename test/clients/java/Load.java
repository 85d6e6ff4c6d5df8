import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Fifty commands a second, 200 threads at most; a line for each: start, milliseconds, outcome. */
final class Load {
    interface Command {
        void run(String key, boolean read) throws Exception;
    }

    static void run(Command command) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(200);
        Map<Integer, Long> open = new ConcurrentHashMap<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> open.values().forEach(start -> say(start, "open"))));
        System.out.println("ready");
        long begin = System.currentTimeMillis();
        for (int count = 0;; count++) {
            int number = count;
            long start = begin + number * 20L;
            Thread.sleep(Math.max(0, start - System.currentTimeMillis()));
            open.put(number, start);
            threads.execute(() -> {
                String outcome = "ok";
                try {
                    command.run("key:" + number % 1000, number % 2 == 1);
                } catch (Throwable error) {
                    outcome = error.toString().split("\n")[0];
                }
                open.remove(number);
                say(start, outcome);
            });
        }
    }

    private static void say(long start, String outcome) {
        System.out.println(start + " " + (System.currentTimeMillis() - start) + " " + outcome);
    }
}
