import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import type { Answerer } from '#core/answerer.ts';
import { StopRunError } from '#core/errors.ts';
import type { Passage } from '#core/retriever.ts';
import { compareRuns, type Verdict } from '#evals/compare-runs.ts';
import { formatBaseline } from '#evals/format-baseline.ts';
import { parseBaseline } from '#evals/parse-baseline.ts';
import { parseSuite } from '#evals/parse-suite.ts';
import { escapeXml } from '#evals/report/escape-xml.ts';
import { renderHtml } from '#evals/report/html.ts';
import { renderJunit } from '#evals/report/junit.ts';
import { renderMarkdown } from '#evals/report/markdown.ts';
import { runSuite } from '#evals/run-suite.ts';
import { answeringRetriever, passageOf, untold } from '../../support/answering-retriever.ts';

const { signal } = new AbortController();
const hostile =
  '</title><script>alert(1)</script><img src=x onerror="alert(2)">\u0000\u001b[31m\ud800 & \'';

type Answers = Readonly<Record<string, readonly Passage[] | Error>>;

async function verdictOf(
  text: string,
  now: Answers,
  before: Answers,
  answerer?: Answerer,
): Promise<Verdict> {
  const suite = parseSuite(text, 'docs.yaml');
  const run = (answers: Answers) =>
    runSuite(suite, answeringRetriever(answers), { clock: { now: () => 0 }, answerer }, signal);
  return compareRuns(
    await run(now),
    parseBaseline(formatBaseline(await run(before)), 'baseline.json'),
  );
}

const text = `
name: ${JSON.stringify(hostile)}
agent: agent_x
questions:
  - { id: lost, question: lost, critical: true, owner: Ann, tags: ["<b>"], targets: [{ path: lost.md }] }
  - { id: errored, question: errored, targets: [{ path: b.md }] }
  - { id: missed, question: ${JSON.stringify(hostile)}, targets: [{ path: c.md }] }
  - { id: unjudged, question: unjudged, targets: [{ path: d.md }] }
  - { id: good, question: good, targets: [{ path: e.md }], answer: { contains: thirty days } }
`;
const good = {
  lost: [passageOf('lost.md', { text: 'It was here.' })],
  errored: [passageOf('b.md')],
  unjudged: [passageOf('x.md', untold)],
  good: [passageOf('e.md')],
};
const now = {
  ...good,
  lost: [
    passageOf('other.md', {
      text: hostile,
      documentTitle: hostile,
      headings: [hostile],
      url: 'javascript:alert(3)',
    }),
  ],
  errored: new StopRunError('The search answered 500', { code: 'server_error' }),
};
const answerer: Answerer = {
  answer: async () => ({
    text: `Within thirty days. ${hostile}`,
    sources: [passageOf('e.md', { documentTitle: hostile })],
    tokenCount: 3,
  }),
};

interface Element {
  readonly name: string;
  readonly attribs: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

/** Characters that steer terminals, or that no XML may hold. */
function invisible(source: string): readonly string[] {
  return [...source].filter(
    (character) => character < '\t' || character === '\u001b' || !character.isWellFormed(),
  );
}

/** Every element of a document, in its order. */
function elementsOf(source: string, xmlMode: boolean): readonly Element[] {
  const collect = (nodes: readonly Element[]): readonly Element[] =>
    nodes.flatMap((node) => ('children' in node ? [node, ...collect(node.children)] : []));
  // Nodes of htmlparser2 that have children have a name and attributes as well.
  return collect(
    parseDocument(source, { xmlMode }).children as unknown as readonly Element[],
  ).filter(({ name }) => name !== undefined);
}

describe('renderHtml', () => {
  it('is one file that loads nothing, runs nothing, and shows hostile text as text', async () => {
    const html = renderHtml(await verdictOf(text, now, good, answerer));

    const elements = elementsOf(html, false);

    expect(
      elements.filter(({ name }) => ['script', 'img', 'link', 'iframe', 'a'].includes(name)),
    ).toEqual([]);
    const attributes = elements.flatMap(({ attribs }) => Object.entries(attribs));
    expect(attributes.filter(([name]) => /^on|^href$|^src$/.test(name))).toEqual([]);
    expect(elements.find(({ name }) => name === 'title')).toBeDefined();
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(invisible(html)).toEqual([]);
  });

  it('tells a writer what was lost, the passage before and now, and what to do', async () => {
    const html = renderHtml(await verdictOf(text, now, good, answerer));

    expect(html).toContain('<details open><summary><span class="kind lost">lost</span> lost');
    expect(html).toContain('rank 1 before, not in the first 10 now');
    expect(html).toContain('<dt>Passage before</dt><dd>It was here.</dd>');
    expect(html).toContain('owner Ann');
    expect(html).toContain('<dt>To do</dt>');
  });
});

describe('renderJunit', () => {
  it('has what the shared schema demands, in its order, with counts that are true', async () => {
    const xml = renderJunit(await verdictOf(text, now, good, answerer), {
      startedAt: 0,
      hostname: 'host',
    });

    const [suite, ...rest] = elementsOf(xml.replace(/^<\?xml.*\n/, ''), true);
    const childNames = (suite?.children ?? []).map(({ name }) => name).filter((name) => name);
    const cases = rest.filter(({ name }) => name === 'testcase');
    const marks = cases
      .flatMap(({ children }) => children.map(({ name }) => name))
      .filter((name) => name);

    expect(suite?.name).toBe('testsuite');
    expect(suite?.attribs).toMatchObject({
      timestamp: '1970-01-01T00:00:00',
      hostname: 'host',
      tests: '6',
      failures: '2',
      errors: '1',
      skipped: '1',
      time: '0.000',
    });
    expect(childNames.join(' ')).toMatch(/^properties( testcase)+ system-out system-err$/);
    expect(marks.toSorted()).toEqual(['error', 'failure', 'failure', 'skipped']);
    for (const { attribs } of cases)
      expect(Object.keys(attribs).toSorted()).toEqual(['classname', 'name', 'time']);
    for (const { name, attribs } of rest) {
      if (name === 'failure' || name === 'error') expect(attribs.type).toMatch(/^\w/);
      if (name === 'property') expect(Object.keys(attribs).toSorted()).toEqual(['name', 'value']);
    }
    expect(invisible(xml)).toEqual([]);
  });

  it('passes what passes, the gate included', async () => {
    const xml = renderJunit(
      await verdictOf(text.replace('critical: true, ', ''), good, good, answerer),
      { startedAt: 0 },
    );

    expect(xml).toContain('tests="6" failures="0" errors="0"');
    expect(xml).toContain('<testcase name="gate"');
  });
});

describe('reports of thousands of questions', () => {
  it('fit a job summary, worst first', async () => {
    const rows = Array.from(
      { length: 3_000 },
      (_, n) =>
        `  - {id: q${n}, question: "Question ${n} ${'long words '.repeat(40)}", targets: [{path: p${n}.md}]}`,
    );
    const suite = parseSuite(`questions:\n${rows.join('\n')}`, 'docs.yaml');
    const run = await runSuite(
      suite,
      { search: async () => [passageOf('x.md', { text: 'words '.repeat(200) })] },
      { clock: { now: () => 0 } },
      signal,
    );
    const verdict = compareRuns(run, undefined);

    expect(Buffer.byteLength(renderMarkdown(verdict))).toBeLessThan(900 * 1024);
    expect(renderHtml(verdict)).toContain('and 1000 more');
  });
});

describe('escapeXml', () => {
  it.each([
    ['<a href="x">&\'', '&lt;a href=&quot;x&quot;&gt;&amp;&#39;'],
    ['a\u0000b\ufffe', 'a b'],
    ['\ud83d\ude00 \ud83d', '\ud83d\ude00 '],
  ])('of %j', (raw, escaped) => {
    expect(escapeXml(raw)).toBe(escaped);
  });
});
