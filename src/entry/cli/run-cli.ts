import { CommanderError } from 'commander';
import { exitCodeOf } from '#core/next-step.ts';
import { createProgram } from './create-program.ts';
import { explainError } from './explain-error.ts';
import { Interrupted } from './stop-on-signals.ts';
import type { World } from './world.ts';

/** Runs one command line and gives the exit code. Every error ends here, as a message for a person. */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  const program = createProgram(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    if (thrown instanceof Interrupted) {
      world.err('Stopped. What was delivered is recorded; the next run goes on from there.');
      return thrown.exitCode;
    }
    world.err(explainError(thrown, world));
    return exitCodeOf(thrown);
  }
}
