import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode, World } from './world.ts';

/** `twigkit eval [SUITE]` and `twigkit eval history`. */
export function addEvalCommands(
  program: Command,
  make: (parent: Command, usage: string, description: string) => Command,
  world: World,
  setExitCode: (code: ExitCode) => void,
): void {
  const run = make(program, 'eval', 'ask the questions of a suite and give a verdict')
    .argument(
      '[suite]',
      'YAML, CSV, JSONL, or TREC judgements beside their questions (default: the suites of twigkit.yaml)',
    )
    .option('--agent <id>', 'agent to ask for answers (default: as the suite says)')
    .option('--baseline <file>', 'blessed results to compare with (default: beside the suite)')
    .option('--bless', 'take these results as the new baseline')
    .option('--top-k <n>', 'how many results count (default: as the suite says)', depth)
    .option('--topics <file>', 'questions of TREC judgements (default: beside them)')
    .option(
      '--report <format:file>',
      'also write a report: md, html, junit or json; may be repeated',
      (text: string, reports: readonly string[]) => [...reports, text],
      [],
    )
    .option('--self-test', 'break the results on purpose and see whether the gate turns red')
    .option('--json', 'print the verdict as JSON')
    .action(async (suite: string | undefined, flags) => {
      const { evaluate } = await import('./commands/evaluate.ts');
      setExitCode(await evaluate(suite, flags, world));
    });

  make(run, 'history', 'list the runs that were kept, newest first')
    .option('--suite <name>', 'of this suite only')
    .option('--limit <n>', 'how many', amount, 20)
    .option('--json', 'print one JSON object per line')
    .action(async (_flags, command: Command) => {
      const { evalHistory } = await import('./commands/eval-history.ts');
      // Flags that `eval` has too are read as its own, wherever they stand.
      setExitCode(await evalHistory(command.optsWithGlobals(), world));
    });
}

function depth(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 200) return value;
  throw new InvalidArgumentError('It takes a whole number from 1 to 200.');
}

function amount(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1) return value;
  throw new InvalidArgumentError('It takes a whole number from 1 up.');
}
