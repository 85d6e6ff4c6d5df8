// `kubectl krew install`: an archive of each platform, and the manifest that names them.
// `npm run package:krew -- URL [FOLDER [TARGET…]] [--fast]`, URL of the folder in which the archives will lie
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { archive, platform } from './plugin.mjs';
import { HOMEPAGE, inFolder, inProject, isProgram, sha256Of, VERSION } from './project.mjs';
import { programName, standalone } from './standalone.mjs';

/** One for each that krew distinguishes: it knows no C library. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'];

/** https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/ */
const MANIFEST = {
  apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
  kind: 'Plugin',
  metadata: { name: 'redis-hostport' },
};

const SPEC = {
  version: `v${VERSION}`,
  ...(HOMEPAGE && { homepage: HOMEPAGE }),
  shortDescription: 'Check redis-cluster on your own nodes',
  description:
    'Says whether every pod of bitnami/redis-cluster runs on the node whose IP it announces, what is wrong, and what to do: ' +
    '`kubectl redis-hostport verify -n NAMESPACE`. It plans and labels nodes, writes settings of clients and alerting rules, and is ' +
    'the post-renderer with which Helm makes it so.',
};

/**
 * @param {string} url
 * @param {string} folder
 * @param {readonly string[]} targets
 * @param {boolean} fast whether time matters more than size
 * @returns {Promise<string>} the manifest's file
 */
async function krew(url, folder, targets, fast) {
  return inFolder(async (work) => {
    await standalone(work, targets);
    const platforms = [];
    for (const target of targets) {
      const content = join(work, `redis-hostport-${VERSION}-${target}`);
      await mkdir(content);
      for (const name of [programName(target), 'THIRD-PARTY-LICENSES']) await cp(join(work, name), join(content, name));
      await cp(inProject('LICENSE'), join(content, 'LICENSE'));
      const name = `redis-hostport-${VERSION}-${target}.tar.gz`;
      const file = join(folder, name);
      await archive(content, file, fast);
      const sha256 = await sha256Of(file);
      const files = [{ from: '*/*', to: '.' }];
      const place = { uri: `${url.replace(/\/$/, '')}/${name}`, sha256, files, bin: programName(target) };
      platforms.push({ selector: { matchLabels: platform(target) }, ...place });
    }
    const manifest = join(folder, 'redis-hostport.yaml');
    await writeFile(manifest, stringify({ ...MANIFEST, spec: { ...SPEC, platforms } }));
    return manifest;
  });
}

if (isProgram(import.meta.url)) {
  const { values, positionals } = parseArgs({ options: { fast: { type: 'boolean' } }, allowPositionals: true });
  const { fast = false } = values;
  const [url, folder = inProject('dist', 'krew'), ...targets] = positionals;
  if (!url || !URL.canParse(url))
    throw new Error('Say under which URL the archives will lie: npm run package:krew -- URL');
  process.stdout.write(`${await krew(url, resolve(folder), targets.length > 0 ? targets : PLATFORMS, fast)}\n`);
}
