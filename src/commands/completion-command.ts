import { HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { completionScripts } from '../generated/templates.js';
import type { Command } from './command.js';

const SHELLS = Object.keys(completionScripts);

export const completionCommand: Command = {
  summary: 'print what completes commands, options and their values in your shell',
  usage: [`redis-hostport completion ${SHELLS.join('|')}`],
  description: [
    'Prints a script for your shell; the first lines say how it is loaded, and the examples load it into this shell. For good, write',
    'the line into ~/.bashrc, ~/.zshrc, ~/.config/fish/config.fish or $PROFILE. `kubectl` is for `kubectl redis-hostport`.',
  ].join('\n'),
  options: {},
  arguments: SHELLS,
  examples: [
    'source <(redis-hostport completion bash)',
    'source <(redis-hostport completion zsh)',
    'redis-hostport completion fish | source',
    'redis-hostport completion powershell | Out-String | Invoke-Expression',
  ],
  async run({ io, positionals }) {
    const [shell = ''] = positionals;
    const script = Object.entries(completionScripts).find(([name]) => name === shell)?.[1];
    if (script === undefined) {
      const wrong = shell === '' ? 'completion needs the name of a shell' : `there is no completion for ${shell}`;
      throw new HostportError('usage', `${wrong}${nearest(shell, SHELLS)}`);
    }
    await io.stdout.write(script);
    return 0;
  },
};
