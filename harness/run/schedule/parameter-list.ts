/** The parameters of a fault for people: names, what they may be, defaults and descriptions, read from its schema. */
import { z } from 'zod';
import type { AnyFault } from '../../contracts/fault.js';

export interface ParameterDescription {
  readonly name: string;
  /** 'halves, ring or bridge', 'a whole number, 1 to 100', 'text'. */
  readonly values: string;
  /** Left out where it has none. */
  readonly default?: unknown;
  /** Ends with a full stop only if its author wrote one. */
  readonly describe: string;
  /** Where it belongs to some kinds of the fault alone: 'shape isolate, deaf or mute'. */
  readonly onlyWith?: string;
}

/** What is read of a JSON schema; everything else in it is of no interest here. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
}

/** The JSON schema of what a user may write for a fault's parameters. */
export function parameterSchema(fault: AnyFault): Readonly<Record<string, unknown>> {
  return inputSchema(fault.parameters);
}

function inputSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** In the order of the schema; those of a union each once. */
export function parametersOf(fault: AnyFault): readonly ParameterDescription[] {
  return describeSchema(fault.parameters);
}

/** The same of the options of a workload or a target. */
export function describeSchema(schema: z.ZodType): readonly ParameterDescription[] {
  const variants = variantsOf(inputSchema(schema) as Schema);
  const names = [...new Set(variants.flatMap((variant) => Object.keys(variant)))];
  const kind = names.find((name) => variants.length > 1 && variants.every((variant) => choicesOf(variant[name])));
  return names.map((name) => {
    const having = variants.filter((variant) => variant[name] !== undefined);
    const schemas = having.flatMap((variant) => variant[name] ?? []);
    const onlyWith =
      kind === undefined || having.length === variants.length
        ? {}
        : { onlyWith: `${kind} ${either(having.flatMap((variant) => choicesOf(variant[kind]) ?? []))}` };
    const withDefault = schemas.find((schema) => schema.default !== undefined);
    return {
      name,
      values: valuesOf(schemas),
      ...(withDefault === undefined ? {} : { default: withDefault.default }),
      describe: schemas.find(({ description }) => description !== undefined)?.description ?? '',
      ...onlyWith,
    };
  });
}

/** Their names in one line, 'shape, victims'; 'none' where there are none. */
export function listParameters(fault: AnyFault): string {
  return (
    parametersOf(fault)
      .map(({ name }) => name)
      .join(', ') || 'none'
  );
}

/** Is it a number of milliseconds? Its name says so. */
export function isDuration(name: string): boolean {
  return /[a-z]Ms$/.test(name) || name === 'ms';
}

/** The objects that the schema allows, as maps from names to schemas. */
function variantsOf(schema: Schema): readonly Readonly<Record<string, Schema>>[] {
  const parts = schema.oneOf ?? schema.anyOf;
  if (parts !== undefined) return parts.flatMap(variantsOf);
  if (schema.allOf !== undefined) return [Object.assign({}, ...schema.allOf.flatMap(variantsOf))];
  return [schema.properties ?? {}];
}

function choicesOf(schema: Schema | undefined): readonly unknown[] | null {
  if (schema === undefined) return null;
  if (schema.const !== undefined) return [schema.const];
  return schema.enum ?? null;
}

function valuesOf(schemas: readonly Schema[]): string {
  const choices = schemas.flatMap((schema) => choicesOf(schema) ?? []);
  if (choices.length > 0) return either([...new Set(choices)]);
  return schemas[0] === undefined ? 'anything' : oneValue(schemas[0]);
}

function oneValue(schema: Schema): string {
  const parts = schema.oneOf ?? schema.anyOf;
  if (parts !== undefined) return either(parts.map((part) => valuesOf([part])));
  switch (schema.type) {
    case 'number':
      return `a number${boundsOf(schema)}`;
    case 'integer':
      return `a whole number${boundsOf(schema)}`;
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return typeof schema.items === 'object' ? `a list of: ${valuesOf([schema.items])}` : 'a list';
    default:
      return 'anything';
  }
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const safe = (bound: number | undefined): number | undefined =>
    bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound;
  const least = safe(minimum);
  const most = safe(maximum);
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
  const bounds = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(safe(exclusiveMinimum) === undefined ? [] : [`more than ${exclusiveMinimum}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
    ...(safe(exclusiveMaximum) === undefined ? [] : [`less than ${exclusiveMaximum}`]),
  ];
  return bounds.length === 0 ? '' : `, ${bounds.join(' and ')}`;
}

function either(values: readonly unknown[]): string {
  const words = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
