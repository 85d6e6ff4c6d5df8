import t from 'tap';
import { whatIsMissing } from './binaries.js';
import { testReleases } from './release.js';

t.setTimeout(300_000);
t.test('releases on a real API server, Helm 3', { skip: whatIsMissing(process.env, 3) }, (t) => testReleases(t, 3));
