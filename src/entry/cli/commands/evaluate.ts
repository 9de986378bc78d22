import { relative, resolve } from 'node:path';
import { FixInputError } from '#core/errors.ts';
import { renderJson } from '#evals/report/json.ts';
import { renderVerdict } from '#evals/report/terminal.ts';
import type { SelfTest } from '#evals/self-test.ts';
import { plural } from '#util/plural.ts';
import { evaluateSuite, type SuiteFiles, suiteFiles } from '../../evals/evaluate-suite.ts';
import { evaluationOf } from '../../evals/evaluation-of.ts';
import { gateExitCode } from '../../evals/gate-exit-code.ts';
import { parseReportFile, type ReportFile, writeReports } from '../../evals/write-reports.ts';
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

/** `twigkit eval`: asks a suite, or all that are configured, and gives a verdict of each. */
export async function evaluate(
  suite: string | undefined,
  flags: EvalFlags,
  world: World,
): Promise<ExitCode> {
  const reports = (flags.report ?? []).map(parseReportFile);
  const project = await loadProject(flags, world);
  const suites = chosenSuites(suite, flags, world.cwd, project.suites);
  const workspace = await project.open((text) => world.err(text));
  try {
    const { models } = project.configuration;
    const context = { cwd: world.cwd, clock: world.clock, cause: 'twigkit eval', models };
    const evaluation = evaluationOf(workspace, context);
    const exitCodes: (0 | 3)[] = [];
    for (const files of suites) {
      exitCodes.push(await evaluateOne({ evaluation, files, reports, flags, world }));
    }
    return exitCodes.includes(3) ? 3 : 0;
  } finally {
    await workspace.close();
  }
}

/** The suite that is named, as it is configured where it is; else every one of twigkit.yaml. */
function chosenSuites(
  suite: string | undefined,
  { baseline, topics, report = [] }: EvalFlags,
  cwd: string,
  configured: readonly SuiteFiles[],
): readonly SuiteFiles[] {
  if (suite !== undefined) {
    const files = suiteFiles(cwd, suite, baseline);
    const known = configured.find(({ suitePath }) => suitePath === files.suitePath);
    return [baseline === undefined && known ? known : files];
  }
  const [first, ...others] = configured;
  if (first === undefined) {
    throw new FixInputError('No suite is named, and twigkit.yaml has none.', {
      code: 'suite_missing',
      hint: 'Name one: twigkit eval docs/questions.yaml. "twigkit init" writes a first one.',
    });
  }
  const isOfOne = baseline !== undefined || topics !== undefined || report.length > 0;
  if (isOfOne && others.length > 0) {
    throw new FixInputError(
      `--baseline, --topics and --report belong to one suite, and twigkit.yaml has ${configured.length}.`,
      { code: 'suite_ambiguous', hint: 'Name the suite: twigkit eval SUITE.' },
    );
  }
  return baseline === undefined ? configured : [suiteFiles(cwd, first.suitePath, baseline)];
}

interface OneEvaluation {
  readonly evaluation: ReturnType<typeof evaluationOf>;
  readonly files: SuiteFiles;
  readonly reports: readonly ReportFile[];
  readonly flags: EvalFlags;
  readonly world: World;
}

async function evaluateOne(given: OneEvaluation): Promise<0 | 3> {
  const { files, reports, flags, world } = given;
  const overrides = {
    agentId: flags.agent ?? files.agentId,
    topK: flags.topK,
    topicsPath: flags.topics === undefined ? undefined : resolve(world.cwd, flags.topics),
  };
  const { bless = false, selfTest = false } = flags;
  const { verdict, blessed, startedAt, resumedCount, ...evaluation } = await evaluateSuite(
    { ...given.evaluation, files, overrides, bless, selfTest },
    world.signal,
  );
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
}

function describeSelfTest(test: SelfTest): string {
  const { failsWhenAllIsLost, brokenCount, failedCount, unguardedIds } = test;
  if (!failsWhenAllIsLost) {
    return 'self-test the gate stays open even when every question loses its answer: bless a baseline, set a floor, or mark questions critical';
  }
  const open = unguardedIds.length === 0 ? '' : `; it would let go: ${unguardedIds.join(', ')}`;
  return `self-test the gate turns red when all is lost, and for ${failedCount} of ${plural(brokenCount, 'question')} lost alone${open}`;
}
