import { readFileSync } from 'node:fs';
import t from 'tap';
import { endpointTemplates } from '../../src/generated/templates.js';
import { clientsTable, type Results, type Words } from '../clients/table.js';
import { inProject } from '../helpers/project.js';

const [long, short, change]: [Results, Results, Results] = JSON.parse(
  readFileSync(inProject('test', 'clients', 'results.json'), 'utf8'),
);

const WORDS: Readonly<Record<string, Words>> = {
  'clients.md': {
    client: 'client',
    faults: {
      kill: '`kill -9`',
      hang: 'hang',
      power: 'power off',
      planned: 'planned failover',
      roll: 'rolling restart',
      password: 'lost master after a password change',
      resetpass: 'lost master after `resetpass`',
    },
    longest: 'longest call',
    all: 'all nodes away: longest call',
    never: 'never',
    none: 'none',
  },
  'clients.ko.md': {
    client: '클라이언트',
    faults: {
      kill: '`kill -9`',
      hang: '멈춤',
      power: '전원 차단',
      planned: '계획된 페일오버',
      roll: '롤링 재시작',
      password: '비밀번호 교체 후 마스터 유실',
      resetpass: '`resetpass` 후 마스터 유실',
    },
    longest: '가장 긴 호출',
    all: '전체 노드 유실: 가장 긴 호출',
    never: '회복 안 됨',
    none: '없음',
  },
};

t.test('the password changes and no command fails', async (t) => {
  for (const [name, faults] of Object.entries(change.clients)) t.equal(faults['password-change']?.failed, 0, name);
  t.same(Object.keys(change.clients).length, 3);
});

for (const [page, words] of Object.entries(WORDS)) {
  t.test(page, async (t) => {
    const text = readFileSync(inProject('docs', page), 'utf8');
    for (const results of [long, short]) {
      const table = clientsTable(results, words);
      t.ok(text.includes(table), `the figures are those of a run with ${results.nodeTimeout} ms:\n${table}`);
    }
    for (const format of Object.keys(endpointTemplates))
      t.ok(text.includes(`\`${format}\``), `it has the format ${format}`);
  });
}
