// Fifty commands a second through the client that the printed module makes; a line for each: start, milliseconds, outcome.
const [module, kind] = process.argv.slice(2);
const { connect } = await import(module);
const redis = await connect();
redis.on('error', () => {});
process.stdout.write('ready\n');

const open = new Map();
let count = 0;
setInterval(async () => {
  const number = count++;
  const key = `key:${number % 1000}`;
  const start = Date.now();
  open.set(number, start);
  let outcome = 'ok';
  try {
    await (number % 2 ? redis.get(key) : redis.set(key, kind));
  } catch (error) {
    outcome = `${error.name} ${error.message}`.split('\n')[0];
  }
  open.delete(number);
  process.stdout.write(`${start} ${Date.now() - start} ${outcome}\n`);
}, 20);

process.on('SIGTERM', () => {
  for (const start of open.values()) process.stdout.write(`${start} ${Date.now() - start} open\n`);
  process.exit(0);
});
