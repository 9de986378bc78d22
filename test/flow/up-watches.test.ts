import { expect, it } from 'vitest';
import { commitAll } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { startCli } from '../support/run-cli.ts';
import { sampleDocs, sampleSuite } from '../support/sample-docs.ts';

it('twigkit up notices a saved page, syncs it, and shows the verdict turn red and green again', async () => {
  const { path: cwd, write } = projectFolder({ ...sampleDocs, 'evals/docs.yaml': sampleSuite });
  commitAll(cwd, 'Write the handbook');
  const up = startCli(['up', 'docs', '--port', '0', '--suite', 'evals/docs.yaml'], { cwd });
  await up.line(/^ready/);

  write('docs/refunds.md', '# Refunds\n\nAsk us.\n');
  const red = await up.line(/^FAIL/);
  write('docs/refunds.md', `${sampleDocs['docs/refunds.md']}`);
  await up.line(/^PASS.*3 of 3/, { after: red });

  expect(red).toContain('2 of 3 questions');
  expect(await up.stop()).toBe(0);
});
