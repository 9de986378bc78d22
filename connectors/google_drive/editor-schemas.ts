import * as z from 'zod';

/** What Google's editors tell of a file, in the parts that we ask for. */
const textRuns = z.object({
  textElements: z
    .array(
      // Beside these there is only the number of the slide, which the slide is told by anyway.
      z.object({ textRun: z.object({ content: z.string().optional() }).optional() }),
    )
    .optional(),
});

/** A group holds elements of its own. */
export interface SlideElement {
  readonly shape?:
    | {
        readonly placeholder?: { readonly type?: string | undefined } | undefined;
        readonly text?: z.infer<typeof textRuns> | undefined;
      }
    | undefined;
  readonly table?:
    | {
        readonly tableRows?:
          | readonly {
              readonly tableCells?:
                | readonly { readonly text?: z.infer<typeof textRuns> | undefined }[]
                | undefined;
            }[]
          | undefined;
      }
    | undefined;
  readonly wordArt?: { readonly renderedText?: string | undefined } | undefined;
  readonly elementGroup?: { readonly children?: readonly SlideElement[] | undefined } | undefined;
}
export type SlideText = z.infer<typeof textRuns>;

const slideElement: z.ZodType<SlideElement> = z.lazy(() =>
  z.object({
    shape: z
      .object({
        placeholder: z.object({ type: z.string().optional() }).optional(),
        text: textRuns.optional(),
      })
      .optional(),
    table: z
      .object({
        tableRows: z
          .array(
            z.object({
              tableCells: z.array(z.object({ text: textRuns.optional() })).optional(),
            }),
          )
          .optional(),
      })
      .optional(),
    wordArt: z.object({ renderedText: z.string().optional() }).optional(),
    elementGroup: z.object({ children: z.array(slideElement).optional() }).optional(),
  }),
);

export const presentation = z.object({
  slides: z
    .array(z.object({ objectId: z.string(), pageElements: z.array(slideElement).optional() }))
    .default([]),
});
export type Presentation = z.infer<typeof presentation>;

export const spreadsheet = z.object({
  sheets: z
    .array(
      z.object({
        properties: z.object({ sheetId: z.number().default(0), title: z.string().default('') }),
      }),
    )
    .default([]),
});

export const textDocument = z.object({
  body: z
    .object({
      content: z
        .array(
          z.object({
            paragraph: z
              .object({
                paragraphStyle: z.object({ headingId: z.string().optional() }).optional(),
                elements: z
                  .array(
                    z.object({
                      textRun: z.object({ content: z.string().optional() }).optional(),
                    }),
                  )
                  .optional(),
              })
              .optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});
