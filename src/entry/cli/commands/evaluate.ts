import { relative } from 'node:path';
import { renderJson } from '#evals/report/json.ts';
import { renderVerdict } from '#evals/report/terminal.ts';
import { evaluateSuite, suiteFiles } from '../../evals/evaluate-suite.ts';
import { gateExitCode } from '../../evals/gate-exit-code.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

export interface EvalFlags extends ProjectFlags {
  readonly baseline?: string;
  readonly bless?: boolean;
  readonly json?: boolean;
}

/** `twigkit eval`: asks a suite and gives a verdict. */
export async function evaluate(suite: string, flags: EvalFlags, world: World): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const configured = project.suites.find(
    (entry) => entry.suitePath === suiteFiles(world.cwd, suite, undefined).suitePath,
  );
  const files =
    flags.baseline === undefined && configured
      ? configured
      : suiteFiles(world.cwd, suite, flags.baseline);
  const workspace = await project.open((text) => world.err(text));
  try {
    const { verdict, blessed } = await evaluateSuite(
      {
        files,
        cwd: world.cwd,
        retriever: workspace.twig.retriever,
        clock: world.clock,
        bless: flags.bless ?? false,
      },
      world.signal,
    );
    world.out(flags.json ? renderJson(verdict) : renderVerdict(verdict, { colour: world.colour }));
    if (blessed) world.err(`blessed  ${relative(world.cwd, files.baselinePath)}`);
    return blessed ? 0 : gateExitCode(verdict);
  } finally {
    await workspace.close();
  }
}
