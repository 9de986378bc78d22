import type { PDFPageProxy } from 'pdfjs-dist';

export interface FontFace {
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isMono: boolean;
}

/** The faces of fonts by the engine's names for them; grows with the pages that are read. */
export interface FontFaces {
  /** Learns the fonts of a page that are not known yet. */
  learn(page: PDFPageProxy, families: ReadonlyMap<string, string>): Promise<void>;
  get(font: string): FontFace;
}

/**
 * A font's own name is told with the drawing of a page only, which takes about as long as its text.
 * Pages with new fonts are few, unless a document was put together out of many.
 */
const maxAskedPages = 100;

export function createFontFaces(): FontFaces {
  const faces = new Map<string, FontFace>();
  let askedCount = 0;
  return {
    async learn(page, families) {
      const fresh = [...families].filter(([font]) => !faces.has(font));
      if (fresh.length === 0) return;
      if (askedCount < maxAskedPages) {
        askedCount++;
        // No annotations. What the drawing lacks does not matter: only its fonts are wanted.
        await page.getOperatorList({ annotationMode: 0 }).catch(() => undefined);
      }
      for (const [font, family] of fresh) faces.set(font, faceOf(nameOf(page, font), family));
    },
    get: (font) => faces.get(font) ?? plain,
  };
}

const plain: FontFace = { isBold: false, isItalic: false, isMono: false };

function nameOf(page: PDFPageProxy, font: string): string {
  if (!page.commonObjs.has(font)) return '';
  const held: unknown = page.commonObjs.get(font);
  if (typeof held !== 'object' || held === null || !('name' in held)) return '';
  return typeof held.name === 'string' ? held.name : '';
}

/** TeX writes `CMBX12` and `Medi`, others say it in words. */
const bold =
  /bold|black|heavy|semibold|demi|-medi|medium\b|^(?:cmb|cmssb|sfb|ecb|lmb|cmbsy)|lm(?:roman|sans|mono)[a-z]*\d*-bold|-(?:bd|b|w[6-9])\b|[,-]bd/i;
const italic = /ital|obli|slant|kursiv|^(?:cmti|cmsl|cmbxti|cmmi|cmssi|sfti|ecti|lmri)|-it\b/i;
const mono =
  /mono|courier|typewriter|consol|menlo|inconsolata|nimbusmon|lucidatypewriter|sourcecode|firacode|^(?:cmtt|cmsltt|cmitt|cmtcsc|sftt|ectt|lmtt|lmmono)|luximono|letter ?gothic|andale|fixed/i;

function faceOf(fullName: string, family: string): FontFace {
  // A subset has six letters of its own in front.
  const name = fullName.replace(/^[A-Z]{6}\+/, '');
  return {
    isBold: bold.test(name),
    isItalic: italic.test(name),
    isMono: mono.test(name) || family === 'monospace',
  };
}
