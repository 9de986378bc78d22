import { type Command, InvalidArgumentError } from 'commander';
import type { KeyScope } from '#core/scope-limits.ts';
import type { ExitCode, World } from './world.ts';

const scopeNames: readonly KeyScope[] = ['read', 'write', 'execute', 'admin'];

/** `twigkit keys create|list|revoke`. */
export function addKeyCommands(
  program: Command,
  make: (parent: Command, usage: string, description: string) => Command,
  world: World,
  setExitCode: (code: ExitCode) => void,
): void {
  const keys = program
    .command('keys')
    .description('API keys of the embedded server: makes, lists and revokes them');

  make(keys, 'create', 'make a key; it is printed this once')
    .option('--org <name>', 'the organisation it opens, made when missing (default: default)')
    .option('--scopes <list>', 'what it may do: read,write,execute,admin (default: all)', scopes)
    .option('--name <text>', 'what it is for')
    .option('--live', 'begin it with twigsk_live_ instead of twigsk_test_')
    .option('--expires <date>', 'when it stops working, such as 2027-01-31', instant)
    .action(async (flags) => {
      const { createKey } = await import('./commands/keys.ts');
      setExitCode(await createKey(flags, world));
    });

  make(keys, 'list', 'show the keys; never their values')
    .option('--org <name>', 'of this organisation only')
    .option('--json', 'print them as JSON')
    .action(async (flags) => {
      const { showKeys } = await import('./commands/keys.ts');
      setExitCode(await showKeys(flags, world));
    });

  make(keys, 'revoke <id>', 'make a key invalid at once').action(async (id: string, flags) => {
    const { revokeKey } = await import('./commands/keys.ts');
    setExitCode(await revokeKey(id, flags, world));
  });
}

function scopes(text: string): readonly KeyScope[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  const known = scopeNames.filter((scope) => names.includes(scope));
  if (known.length === new Set(names).size) return known;
  throw new InvalidArgumentError(`It takes some of ${scopeNames.join(', ')}, with commas between.`);
}

function instant(text: string): number {
  const value = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(value)) return value;
  throw new InvalidArgumentError('It takes a date, such as 2027-01-31 or 2027-01-31T12:00:00Z.');
}
