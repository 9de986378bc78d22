import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode, World } from './world.ts';

/** Makes a command with the options that every command takes. */
export type MakeCommand = (parent: Command, usage: string, description: string) => Command;

const defaultEvents = 'data_source.synced,datasource.failed,agent.updated,eval.completed';

/** `twigkit webhook …`: everything about signed deliveries that is not the receiver itself. */
export function addWebhookCommands(
  program: Command,
  make: MakeCommand,
  world: World,
  setExitCode: (code: ExitCode) => void,
): void {
  const webhook = program
    .command('webhook')
    .description('register, sign, verify, explain, send and replay webhooks');

  const withSecret = (command: Command) =>
    command
      .option('--secret-file <file>', 'file with the secret, kept to the byte')
      .option('--secret <text>', 'the secret itself; others on this machine can see it');
  const withScheme = (command: Command) =>
    command.option('--scheme <name>', 'how it is signed (default: as configured)');
  const withRequest = (command: Command) =>
    command.option(
      '--header <line>',
      'a header of the request, when the file is its body alone; may be repeated',
      (line: string, lines: readonly string[]) => [...lines, line],
      [],
    );

  make(webhook, 'register <url>', 'make Twig send its events to an address')
    .option('--events <names>', 'which, between commas', defaultEvents)
    .option('--json', 'print the endpoint as JSON')
    .action(async (url: string, flags) => {
      const { register } = await import('./commands/webhook/register.ts');
      setExitCode(await register(url, flags, world));
    });

  withScheme(withSecret(make(webhook, 'sign [file]', 'print the headers that sign a body')))
    .option('--id <id>', 'the id of the delivery, where the scheme signs one')
    .option('--at <time>', 'when it is signed (default: now)', instant)
    .option('--json', 'print the headers as JSON')
    .action(async (file: string | undefined, flags) => {
      const { sign } = await import('./commands/webhook/sign.ts');
      setExitCode(await sign(file, flags, world));
    });

  withRequest(withScheme(withSecret(make(webhook, 'verify [file]', 'verify a captured request'))))
    .option('--explain', 'tell how it was signed, or what was done to it')
    .option('--at <time>', 'verify as of then (default: now)', instant)
    .action(async (file: string | undefined, flags) => {
      const { verify } = await import('./commands/webhook/verify.ts');
      setExitCode(await verify(file, flags, world));
    });

  withRequest(
    withSecret(
      make(webhook, 'doctor [file]', 'find the configuration that a captured request needs'),
    ),
  ).action(async (file: string | undefined, flags) => {
    const { doctor } = await import('./commands/webhook/doctor.ts');
    setExitCode(await doctor(file, flags, world));
  });

  withScheme(withSecret(make(webhook, 'send [file]', 'sign an event, or a file, and post it')))
    .option('--url <url>', 'where to', 'http://127.0.0.1:7879/webhooks/twig')
    .option('--event <name>', 'the event that is sent when no file is named', 'data_source.synced')
    .option('--data-json <json>', 'its data', '{}')
    .option('--id <id>', 'the id of the delivery, where the scheme signs one')
    .option('--retry <sender>', 'try again as slack, svix, outpost or standard-webhooks do')
    .action(async (file: string | undefined, flags) => {
      const { send } = await import('./commands/webhook/send.ts');
      setExitCode(await send(file, flags, world));
    });

  withScheme(withSecret(make(webhook, 'listen', 'print deliveries, and why they would be refused')))
    .option('--port <n>', 'port to listen on; 0 takes any', port, 7880)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--to <url>', 'send every request on, as it came')
    .option('--save <dir>', 'write every request down, for doctor')
    .action(async (flags) => {
      const { listen } = await import('./commands/webhook/listen.ts');
      setExitCode(await listen(flags, world));
    });

  const inbox = webhook.command('inbox').description('stored deliveries');
  const withFilter = (command: Command) =>
    command
      .option('--event <name>', 'only this event')
      .option('--key <key>', 'only this dedupe key')
      .option('--since <time>', 'received since: 2h, 3d, 2026-01-31T12:00:00Z')
      .option('--until <time>', 'received before')
      .option('--limit <n>', 'at most so many', count);

  withFilter(make(inbox, 'ls', 'list stored deliveries, newest first'))
    .option('--state <state>', 'queued, done, dead or conflict')
    .option('--json', 'one JSON object a line')
    .action(async (flags) => {
      const { listMessages } = await import('./commands/webhook/inbox/list-messages.ts');
      setExitCode(await listMessages(flags, world));
    });

  make(inbox, 'show <id>', 'show one delivery with its body')
    .option('--json', 'print it as JSON')
    .action(async (id: string, flags) => {
      const { showMessage } = await import('./commands/webhook/inbox/show-message.ts');
      setExitCode(await showMessage(id, flags, world));
    });

  withFilter(
    make(inbox, 'replay [id...]', 'hand deliveries on once more; shows which without --yes'),
  )
    .option('--state <state>', 'queued, done, dead or conflict')
    .option('--yes', 'do it')
    .option('--why <reason>', 'kept with each message')
    .option('--by <name>', 'kept with each message (default: the user who runs this)')
    .action(async (ids: string[], flags) => {
      const { replayMessages } = await import('./commands/webhook/inbox/replay-messages.ts');
      setExitCode(await replayMessages(ids, flags, world));
    });

  withFilter(make(inbox, 'dead', 'list what waits for a person; exits 1 when there is any'))
    .option('--json', 'one JSON object a line')
    .action(async (flags) => {
      const { listDead } = await import('./commands/webhook/inbox/list-dead.ts');
      setExitCode(await listDead(flags, world));
    });
}

function instant(text: string): number {
  const at = /^\d{10}$/.test(text) ? 1000 * Number(text) : Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new InvalidArgumentError('It takes a time: 2026-01-31T12:00:00Z, or seconds since 1970.');
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1) return value;
  throw new InvalidArgumentError('It takes a whole number from 1 up.');
}
