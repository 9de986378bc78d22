import { attribute, classesOf, type HtmlTag } from './html-node.ts';

/** Classes around the labels of tabs that are made of radio buttons: Material, sphinx-design, VitePress. */
const labelRows: ReadonlySet<string> = new Set([
  'tabbed-labels',
  'tabbed-set',
  'sd-tab-set',
  'tab-set',
  'tabs',
]);

/** Classes of panels that carry no role. `tabbed-content` holds the panels or, in older Material, is one. */
const panelClasses: ReadonlySet<string> = new Set([
  'tabbed-block',
  'sd-tab-content',
  'tab-content',
  'tabpanel',
]);

/** More labels than this in one set are something else. */
const maxLabels = 100;

/** Pairs labels and panels in the order in which a page has them, each set of tabs for itself. */
export interface Tabs {
  /** A label's words, and the id of the panel that it names. */
  label(text: string, controls: string | undefined): void;
  /** A panel begins; returns its label. Every `enter` is followed by a `leave`. */
  enter(panelId: string | undefined): string | undefined;
  leave(): void;
}

interface Waiting {
  readonly inOrder: { readonly text: string; readonly controls: string | undefined }[];
  readonly outer: Waiting | undefined;
}

export function createTabs(): Tabs {
  let waiting: Waiting = { inOrder: [], outer: undefined };
  return {
    label(text, controls) {
      if (waiting.inOrder.length < maxLabels) waiting.inOrder.push({ text, controls });
    },
    enter(id) {
      const named = waiting.inOrder.findIndex(
        ({ controls }) => id !== undefined && controls === id,
      );
      const [label] = waiting.inOrder.splice(Math.max(0, named), 1);
      waiting = { inOrder: [], outer: waiting };
      return label?.text || undefined;
    },
    leave() {
      waiting = waiting.outer ?? waiting;
    },
  };
}

export function isTabLabel(node: HtmlTag, parent: HtmlTag): boolean {
  if (attribute(node, 'role') === 'tab') return true;
  return node.name === 'label' && classesOf(parent).some((name) => labelRows.has(name));
}

/** @param classesWithin tells the classes of the elements right inside; asked only where they matter */
export function isTabPanel(
  node: HtmlTag & { readonly classes: readonly string[] },
  parent: HtmlTag,
  classesWithin: () => readonly string[],
): boolean {
  if (attribute(node, 'role') === 'tabpanel') return true;
  const { classes } = node;
  if (classes.length === 0) return false;
  if (classes.some((name) => panelClasses.has(name))) return true;
  if (classes.includes('tabbed-content')) {
    return classesOf(parent).includes('tabbed-set') && !classesWithin().includes('tabbed-block');
  }
  return (
    classes.some((name) => name.startsWith('language-')) && classesOf(parent).includes('blocks')
  );
}
