import { join } from 'node:path';
import { StopRunError } from '#core/errors.ts';
import { openDemoRepository } from '../../demo/demo-repository.ts';
import { copyDocumentation, takeOutSection } from '../../demo/documentation-copy.ts';
import { evaluateSuite, suiteFiles } from '../../evals/evaluate-suite.ts';
import { startUp } from '../../up/start-up.ts';
import { loadProject, type Project } from '../load-project.ts';
import { sourceOfPath } from '../select-sources.ts';
import type { ExitCode, World } from '../world.ts';
import type { ListenFlags } from './serve.ts';

/** The section that is taken out of the copy, and the question that then has no answer. */
const lostSection = { file: 'docs/sync.md', heading: '## When a document is removed' };

/**
 * The whole thread on twigkit's own documentation: sync, signed webhook, eval, green; then a section
 * is taken out of a copy, and the verdict turns red. Everything on it is real, on a data folder of
 * its own.
 */
export async function demo(
  project: Project,
  flags: Pick<ListenFlags, 'host'>,
  world: World,
): Promise<ExitCode> {
  const folder = join(project.dataDir, 'demo');
  const content = join(folder, 'content');
  copyDocumentation(folder, content);
  const repository = openDemoRepository(content);
  repository.commit('The documentation as it is');

  // Its jobs and messages are nobody else's: its state is in its own folder, whatever is set.
  const { DATABASE_URL: _, DATABASE_URL_FILE: __, ...env } = world.env;
  const demoProject = await loadProject({ data: folder }, { ...world, env });
  const source = {
    ...sourceOfPath(content, world.cwd, demoProject),
    name: 'twigkit documentation',
  };
  const suite = {
    ...suiteFiles(content, 'docs/questions.yaml', undefined),
    on: ['data_source.synced'],
  };
  const running = await startUp(
    {
      project: demoProject,
      sources: [source],
      suites: [suite],
      port: 0,
      host: flags.host,
      quietMs: 50,
    },
    world,
  );
  const say = (text: string) => world.err(text);
  try {
    say(`\n1. A folder of documentation becomes a searchable data source, at ${running.url}\n`);
    await running.verdictAfter(suite, await running.sync());
    say(
      '\n2. The server sent a signed webhook, the receiver verified and stored it, and the suite ran.',
    );
    say('   Its results are good, so they are blessed as the baseline.');
    await evaluateSuite(
      {
        files: suite,
        cwd: world.cwd,
        retriever: running.retriever,
        clock: world.clock,
        bless: true,
      },
      world.signal,
    );

    say('\n3. The same again: nothing changed, so nothing is written.\n');
    await running.sync();

    say(
      `\n4. Someone takes "${lostSection.heading.replace(/^#+ /, '')}" out of ${lostSection.file}.\n`,
    );
    takeOutSection(join(content, lostSection.file), lostSection.heading);
    repository.commit('Shorten the page');
    const verdict = await running.verdictAfter(suite, await running.sync());
    if (verdict.outcome !== 'fail') {
      throw new StopRunError('The verdict should have turned red, and did not.', {
        code: 'demo_not_red',
        hint: 'The demonstration is broken; please report it with the output above.',
      });
    }
  } finally {
    await running.close();
  }
  say(whereToGoNext(import.meta.filename.endsWith('.ts')));
  return 0;
}

/** A checkout has scripts, an installed package a command. */
function whereToGoNext(isCheckout: boolean): string {
  const [up, twigkit] = isCheckout
    ? ['npm start --', 'npm run twigkit --']
    : ['npx twigkit up', 'npx twigkit'];
  const next = [
    [`${up} path/to/docs`, 'the same, and it stays up'],
    [`${twigkit} sync path/to/docs --plan`, 'what a sync would do, without doing it'],
    [`${twigkit} init`, 'a twigkit.yaml and a suite of your own'],
  ];
  const width = Math.max(...next.map(([command = '']) => command.length));
  const lines = next.map(([command = '', what = '']) => `  ${command.padEnd(width)}   ${what}`);
  return `
The verdict above is red, as it should be: a page lost an answer, and you know which.

Next, on your own documentation:
${lines.join('\n')}
README.md has the GitHub Action and the library.`;
}
