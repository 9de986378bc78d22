import { relative, resolve } from 'node:path';
import { renderJson } from '#evals/report/json.ts';
import { renderVerdict } from '#evals/report/terminal.ts';
import type { SelfTest } from '#evals/self-test.ts';
import { plural } from '#util/plural.ts';
import { evaluateSuite, suiteFiles } from '../../evals/evaluate-suite.ts';
import { evaluationOf } from '../../evals/evaluation-of.ts';
import { gateExitCode } from '../../evals/gate-exit-code.ts';
import { parseReportFile, writeReports } from '../../evals/write-reports.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

export interface EvalFlags extends ProjectFlags {
  readonly agent?: string;
  readonly baseline?: string;
  readonly bless?: boolean;
  readonly json?: boolean;
  readonly report?: readonly string[];
  readonly selfTest?: boolean;
  readonly topK?: number;
  readonly topics?: string;
}

/** `twigkit eval`: asks a suite and gives a verdict. */
export async function evaluate(suite: string, flags: EvalFlags, world: World): Promise<ExitCode> {
  const reports = (flags.report ?? []).map(parseReportFile);
  const project = await loadProject(flags, world);
  const configured = project.suites.find(
    (entry) => entry.suitePath === suiteFiles(world.cwd, suite, undefined).suitePath,
  );
  const files =
    flags.baseline === undefined && configured
      ? configured
      : suiteFiles(world.cwd, suite, flags.baseline);
  const overrides = {
    agentId: flags.agent ?? files.agentId,
    topK: flags.topK,
    topicsPath: flags.topics === undefined ? undefined : resolve(world.cwd, flags.topics),
  };
  const workspace = await project.open((text) => world.err(text));
  try {
    const { models } = project.configuration;
    const context = { cwd: world.cwd, clock: world.clock, cause: 'twigkit eval', models };
    const { bless = false, selfTest = false } = flags;
    const evaluation = await evaluateSuite(
      { ...evaluationOf(workspace, context), files, overrides, bless, selfTest },
      world.signal,
    );
    const { verdict, blessed, startedAt, resumedCount } = evaluation;
    if (evaluation.judgeMissing) {
      world.err(
        'note     the suite asks for a judge: name a model under models.chat in twigkit.yaml',
      );
    }
    if (resumedCount > 0) {
      world.err(`resumed  ${plural(resumedCount, 'question')} of an interrupted run kept`);
    }
    world.out(flags.json ? renderJson(verdict) : renderVerdict(verdict, { colour: world.colour }));
    writeReports(verdict, reports, { cwd: world.cwd, startedAt });
    for (const { path } of reports) world.err(`written  ${path}`);
    if (blessed) world.err(`blessed  ${relative(world.cwd, files.baselinePath)}`);
    if (evaluation.selfTest) {
      world.err(describeSelfTest(evaluation.selfTest));
      if (!evaluation.selfTest.failsWhenAllIsLost) return 3;
    }
    return blessed ? 0 : gateExitCode(verdict);
  } finally {
    await workspace.close();
  }
}

function describeSelfTest(test: SelfTest): string {
  const { failsWhenAllIsLost, brokenCount, failedCount, unguardedIds } = test;
  if (!failsWhenAllIsLost) {
    return 'self-test the gate stays open even when every question loses its answer: bless a baseline, set a floor, or mark questions critical';
  }
  const open = unguardedIds.length === 0 ? '' : `; it would let go: ${unguardedIds.join(', ')}`;
  return `self-test the gate turns red when all is lost, and for ${failedCount} of ${plural(brokenCount, 'question')} lost alone${open}`;
}
