import t from 'tap';
import { announcedLists } from '../../src/charts/server.js';

t.test('the list of IPs and where it stands', async (t) => {
  const args = ['first', 'set -e\n  ips=($(echo "[10.0.0.4  fd00::5]" | cut -d [ -f2 | cut -d ] -f 1))\nexec run'];
  const [list] = announcedLists({ args });
  t.same(list?.path, ['args', 1]);
  t.same(
    list?.ips.map(({ ip }) => ip),
    ['10.0.0.4', 'fd00::5'],
  );
  for (const { ip, place } of list?.ips ?? []) {
    const line = args[1]?.split('\n')[place.lineIndex] ?? '';
    t.equal(line.slice(place.startColumn, place.endColumn), ip);
  }
});

t.test('an empty list', async (t) => {
  const [list] = announcedLists({ command: ['sh', '-c', 'ips=($(echo "[]" | cut -d [ -f2))'] });
  t.same(list?.ips, []);
});

// the container, and why it has no list
const NONE: [container: object, why: string][] = [
  [{}, 'no command'],
  [{ args: 'ips=($(echo "[10.0.0.4]"))' }, 'no list of arguments'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell expands it
  [{ args: ['pod_index=($(echo "$POD_NAME" | tr "-" "\\n"))\npod_index="${pod_index[-1]}"'] }, 'other brackets'],
  [{ args: ['echo "[10.0.0.4]"'] }, 'no assignment'],
];

t.test('no list', async (t) => {
  for (const [container, why] of NONE) t.same(announcedLists(container), [], why);
  t.same(announcedLists(undefined), [], 'no container');
});
