import { Ajv2020 } from 'ajv/dist/2020.js';
import { openapiDocument } from '#twig/api/openapi/openapi-document.ts';

/** Says why an answer is not what the OpenAPI document promises; undefined when it is. */
export type OpenapiCheck = (
  call: { readonly method: string; readonly path: string; readonly status: number },
  body: unknown,
) => string | undefined;

/** Checks answers as a reader of the document would, with a validator of JSON Schema. */
export function openapiCheck(): OpenapiCheck {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...openapiDocument() }, 'openapi');
  return ({ method, path, status }, body) => {
    const at = [
      'paths',
      path.replace(/:(\w+)/g, '{$1}'),
      method.toLowerCase(),
      'responses',
      status,
    ];
    const place = [...at, 'content', 'application/json', 'schema']
      .map((name) => encodeURIComponent(String(name).replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const check = ajv.compile({ $ref: `openapi#/${place}` });
    return check(body) ? undefined : ajv.errorsText(check.errors);
  };
}
