import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { limitHeap } from '../limit-heap.ts';
import type { JobsAction } from './commands/jobs.ts';
import { addEvalCommands } from './eval-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addWebhookCommands } from './webhook-commands.ts';
import type { ExitCode, World } from './world.ts';

/** Options that every command takes. */
export interface SharedFlags {
  readonly config?: string;
  readonly data?: string;
  readonly baseUrl?: string;
}

/**
 * The command line: names, options and help. Each command's work is in `commands/`, loaded when it is
 * called, so that `twigkit --help` loads none of it.
 */
export function createProgram(world: World, setExitCode: (code: ExitCode) => void): Command {
  const program = new Command('twigkit')
    .description(
      'Keeps the data sources of a Twig RAG platform fresh, and proves that answers stay good.',
    )
    .version(packageJson.version)
    .exitOverride()
    .showHelpAfterError('(twigkit --help lists every command)')
    .configureOutput({
      writeOut: (text) => world.out(text.trimEnd()),
      writeErr: (text) => world.err(text.trimEnd()),
    });

  const make = (parent: Command, usage: string, description: string) =>
    parent
      .command(usage)
      .description(description)
      .option(
        '--config <file>',
        'configuration file (default: twigkit.yaml in this folder, if any)',
      )
      .option('--data <dir>', 'data folder (default: .twigkit, or TWIGKIT_DATA)')
      .option('--base-url <url>', 'a Twig API (default: the embedded one, or TWIG_BASE_URL)');
  const command = (usage: string, description: string) => make(program, usage, description);

  command('up [path...]', 'embedded server, receiver, sync and evals in one process')
    .option('--once', 'exit when everything is synced and evaluated')
    .option('--suite <file>', 'questions to ask after each sync')
    .option('--baseline <file>', 'blessed results to compare with')
    .option('--port <n>', 'port to listen on; 0 takes any', port, 7878)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .action(async (paths: string[], flags) => {
      const { up } = await import('./commands/up.ts');
      setExitCode(await up(paths, flags, world));
    });

  command('sync [source...]', 'sync sources: names from the configuration, or paths')
    .option('--plan', 'show what would change, and change nothing')
    .option('--allow-mass-delete', 'let this run remove more than max(25, 25 %) of the documents')
    .option('--time-budget <minutes>', 'stop reading in time, deliver, and exit 1', minutes)
    .option(
      '--allow-private',
      'let websites lead to private addresses that the configuration does not name',
    )
    .option('--max-pages <n>', 'read at most so many pages of each website', count)
    .option('--json', 'print the report as JSON')
    .action(async (sources: string[], flags) => {
      // Before anything is loaded, so that the first collection goes by it.
      using _limited = limitHeap();
      const { sync } = await import('./commands/sync.ts');
      setExitCode(await sync(sources, flags, world));
    });

  command('search <query>', 'find passages')
    .option('-k, --top-k <n>', 'how many', positive, 5)
    .option('--json', 'print the results as JSON')
    .action(async (query: string, flags) => {
      const { search } = await import('./commands/search.ts');
      setExitCode(await search(query, flags, world));
    });

  command('inspect <path...>', 'show the chunks that a sync would make of files')
    .option('--json', 'one JSON line per document')
    .action(async (paths: string[], flags) => {
      const { inspect } = await import('./commands/inspect.ts');
      setExitCode(await inspect(paths, flags, world));
    });

  addEvalCommands(program, make, world, setExitCode);

  command('serve', 'the embedded Twig server')
    .option('--port <n>', 'port to listen on; 0 takes any', port, 7878)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--profile <name>', "documented: nothing but what Twig's documents have").choices([
        'full',
        'documented',
      ]),
    )
    .addOption(
      new Option('--plan <name>', 'limits per organisation, beside those per key').choices([
        'free',
        'pro',
        'enterprise',
      ]),
    )
    .option('--files <dir>', 'the folder that file data sources made over the API may read')
    .option('--allow-private', 'let data sources and webhooks made over the API go to any address')
    .option('--webhook-host <host...>', 'private hosts that webhooks may go to')
    .option('--cors <origin...>', 'origins whose pages may call from a browser; "*" for all')
    .option('--behind-proxy', 'believe X-Forwarded-Proto, and send plain HTTP to HTTPS')
    .option('--no-kb-search', 'let searches and queries find no knowledge base articles')
    .action(async (flags) => {
      const { serve } = await import('./commands/serve.ts');
      setExitCode(await serve(flags, world));
    });

  command('receive', 'the webhook receiver: verifies, stores, starts eval runs')
    .option('--port <n>', 'port to listen on; 0 takes any', port, 7879)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .action(async (flags) => {
      const { receive } = await import('./commands/receive.ts');
      setExitCode(await receive(flags, world));
    });

  command('worker', 'keeps sources fresh by their schedules, takes webhooks, runs evals')
    .option('--port <n>', 'port to listen on; 0 takes any', port, 7879)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--concurrency <n>', 'syncs at the same time', positive, 2)
    .option('--slice <minutes>', 'how long a sync goes on while another source waits', minutes, 2)
    .option('--lease <seconds>', 'how soon the work of a killed worker is taken over', seconds, 30)
    .option('--end-within <seconds>', 'how long it may take to end', seconds, 8)
    .option('--watch', 'also syncs sources as soon as they say that they changed (file)')
    .addOption(
      new Option('--log <form>', 'log for people or machines (default: by the terminal)').choices([
        'pretty',
        'json',
      ]),
    )
    .addOption(
      new Option('--log-level <level>', 'what is less important is left out')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .action(async (flags) => {
      const { worker } = await import('./commands/worker.ts');
      setExitCode(await worker(flags, world));
    });

  command('status', 'how fresh each source is, what waits and what failed')
    .option('--json', 'print it as JSON')
    .option('--check', 'exit 1 when somebody should do something')
    .action(async (flags) => {
      const { status } = await import('./commands/status.ts');
      setExitCode(await status(flags, world));
    });

  command('doctor [source...]', 'tries everything that a sync needs, and says what is missing')
    .option('--json', 'print the findings as JSON')
    .action(async (sources: string[], flags) => {
      const { doctor } = await import('./commands/doctor.ts');
      setExitCode(await doctor(sources, flags, world));
    });

  command('jobs', 'jobs that were given up: shows, retries or discards them')
    .addArgument(
      new Argument('[action]', 'what to do with them')
        .choices(['dead', 'retry', 'discard'])
        .default('dead'),
    )
    .argument('[id...]', 'which ones')
    .option('--all', 'every one')
    .option('--json', 'one JSON line per job')
    .action(async (action: JobsAction, ids: string[], flags) => {
      const { jobs } = await import('./commands/jobs.ts');
      setExitCode(await jobs(action, ids, flags, world));
    });

  addKeyCommands(program, make, world, setExitCode);
  addWebhookCommands(program, make, world, setExitCode);

  command('init', 'write a starter twigkit.yaml and a sample suite').action(async () => {
    const { init } = await import('./commands/init.ts');
    setExitCode(await init(world));
  });

  command('config', 'show which settings are in force, and from where').action(async (flags) => {
    const { showConfig } = await import('./commands/show-config.ts');
    setExitCode(await showConfig(flags, world));
  });

  return program;
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function minutes(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= 10_080) return value;
  throw new InvalidArgumentError('It takes minutes: a number above 0, at most 10080 (a week).');
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= 3_600) return value;
  throw new InvalidArgumentError('It takes seconds: a number above 0, at most 3600.');
}

function positive(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 200) return value;
  throw new InvalidArgumentError('It takes a whole number from 1 to 200.');
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1) return value;
  throw new InvalidArgumentError('It takes a whole number from 1 up.');
}
