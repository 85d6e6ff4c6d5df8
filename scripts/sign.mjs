// Signatures of Helm 4's plugins, as `helm plugin package --sign` makes them: beside the archive, a clear-signed text with the
// plugin's description and the archive's check sum. Helm's command packs the archive itself, each time with other bytes.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { sha256Of } from './project.mjs';

/**
 * @param {string} key how gpg finds it: a name, an address, a fingerprint
 * @param {string} [passphraseFile] a file that holds its passphrase, `-` for standard input; else gpg's agent is asked
 * @returns {Promise<(archive: string, description: string) => Promise<string>>} writes the signature of an archive, and says where
 */
export async function sign(key, passphraseFile) {
  const passphrase = passphraseFile === undefined ? undefined : await read(passphraseFile);
  return async (archive, description) => {
    const sum = await sha256Of(archive);
    const message = `${description.trimEnd()}\n\n...\nfiles:\n  ${basename(archive)}: sha256:${sum}\n`;
    const signature = `${archive}.prov`;
    await rm(signature, { force: true });
    await gpg(key, passphrase, message, signature);
    return signature;
  };
}

/** @param {string} file */
const read = async (file) => (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));

/**
 * The passphrase goes through a pipe of its own: arguments can be seen by all.
 *
 * @param {string} key
 * @param {string | undefined} passphrase
 * @param {string} message
 * @param {string} signature
 * @returns {Promise<void>}
 */
function gpg(key, passphrase, message, signature) {
  const asked = passphrase === undefined ? [] : ['--batch', '--pinentry-mode', 'loopback', '--passphrase-fd', '3'];
  const words = [...asked, '--local-user', key, '--digest-algo', 'SHA512', '--output', signature, '--clear-sign'];
  return new Promise((resolve, reject) => {
    const child = spawn('gpg', words, { stdio: ['pipe', 'inherit', 'inherit', 'pipe'] });
    child.on('error', (error) => reject(new Error(`gpg, which signs, could not be run: ${error.message}`)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`gpg could not sign ${signature} with the key ${key}.`)),
    );
    const { stdin, stdio } = child;
    const pipes = /** @type {import('node:stream').Writable[]} */ ([stdin, stdio[3]]);
    // Where gpg ends before it has read, its exit code says why.
    for (const pipe of pipes) pipe.on('error', () => {});
    pipes[0]?.end(message);
    pipes[1]?.end(passphrase?.replace(/\r?\n$/, '') ?? '');
  });
}
