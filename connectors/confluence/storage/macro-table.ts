/** What becomes of a macro; see `write-storage.ts` for how. */
export type MacroTreatment =
  /** Its plain text as code. */
  | 'code'
  /** Its rich text as a quote, under its kind or title. */
  | 'panel'
  /** Its rich text as if the macro were not there. */
  | 'transparent'
  /** Made by the site of what is on other pages, or for the eye alone. */
  | 'generated'
  | 'include'
  | 'excerpt'
  | 'properties'
  | 'issue'
  | 'status'
  | 'anchor'
  | 'diagram'
  | 'file'
  | 'person'
  | 'web-address'
  | 'html';

const rows: readonly (readonly [MacroTreatment, string])[] = [
  [
    'code',
    'code noformat code-block paste-code-macro mermaid mermaid-macro mermaid-cloud mermaid-diagram mermaid-live plantuml plantumlrender plantumlcloud graphviz flowchart latex mathblock mathinline math-block math-inline mathjax-block-macro mathjax-inline-macro easy-math-block easy-math-inline markdown sql csv swagger openapi',
  ],
  ['panel', 'info note tip warning panel expand ui-expand success error callout message-box alert'],
  [
    'transparent',
    'section column div span ui-steps ui-step ui-tab ui-tabs tabs-group tab-pane localtab localtabgroup auitabs auitabspage deck card composition-setup hidden-data show-if hide-if sv-translation multiexcerpt-macro multiexcerpt align center bgcolor table-plus table-filter table-joiner table-transformer pivot-table tablesorter',
  ],
  [
    'generated',
    'toc toc-zone-generated children pagetree pagetreesearch recently-updated recently-updated-dashboard livesearch search attachments space-attachments contributors contributors-summary change-history blog-posts blog-post-list contentbylabel content-report-table labels-list listlabels popular-labels related-labels recently-used-labels navmap favpages favourite-pages spaces-list space-list space-details spacegraph global-reports create-from-template create-space-button network userlister tasks-report-macro detailssummary index loremipsum gallery pagebreak breadcrumbs bookmarks page-index viewtracker like-button report-table scroll-pagebreak scroll-ignore aura-divider divider cheese im',
  ],
  ['include', 'include includeplus'],
  ['include', 'excerpt-include excerpt-include-plus'],
  ['excerpt', 'excerpt excerpt-plus'],
  ['properties', 'details'],
  ['issue', 'jira jiraissues'],
  ['status', 'status status-handy'],
  ['anchor', 'anchor'],
  ['diagram', 'drawio inc-drawio drawio-sketch drawio-board gliffy lucidchart'],
  ['file', 'view-file viewfile viewpdf viewdoc viewxls viewppt multimedia'],
  ['person', 'profile profile-picture'],
  ['web-address', 'widget iframe embed'],
  ['html', 'html html-include-inline'],
];

const treatments: ReadonlyMap<string, MacroTreatment> = new Map(
  rows.flatMap(([treatment, names]) => names.split(' ').map((name) => [name, treatment] as const)),
);

/** Undefined for a macro that we do not know: its text is kept, and it is counted. */
export function macroTreatment(name: string): MacroTreatment | undefined {
  return treatments.get(name);
}

/** Macros whose plain text is in a language that their name tells. */
export function languageOfMacro(name: string): string | undefined {
  if (name.startsWith('mermaid')) return 'mermaid';
  if (name.startsWith('plantuml')) return 'plantuml';
  if (name === 'graphviz') return 'dot';
  if (/math|latex/.test(name)) return 'latex';
  return name === 'markdown' || name === 'sql' || name === 'csv' ? name : undefined;
}
