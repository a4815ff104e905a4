import * as z from "zod";

/** Fields that a schema knows at a path of the data; of a union by kind, those of the kind that the data names. */
export function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[], data: unknown): string[] {
  const schemas = schemasAt([schema], path, data);
  return [...new Set(schemas.flatMap((each) => (each instanceof z.ZodObject ? Object.keys(each.shape) : keysOfRecord(each))))];
}

export function isObjectAt(schema: z.core.$ZodType, path: readonly PropertyKey[], data: unknown): boolean {
  return fieldsAt(schema, path, data).length > 0;
}

function schemasAt(schemas: readonly z.core.$ZodType[], path: readonly PropertyKey[], data: unknown): z.core.$ZodType[] {
  const open = schemas.flatMap((schema) => unwrap(schema, data));
  const [part, ...rest] = path;
  if (part === undefined) return open;
  const inner = open.flatMap((schema): z.core.$ZodType[] => {
    if (schema instanceof z.ZodObject) return shapeEntry(schema, String(part));
    if (schema instanceof z.ZodRecord) return [schema.valueType];
    if (schema instanceof z.ZodArray) return [schema.element];
    return [];
  });
  return schemasAt(inner, rest, fieldOf(data, part));
}

function shapeEntry(schema: z.ZodObject, name: string): z.core.$ZodType[] {
  const entry = Object.entries(schema.shape).find(([key]) => key === name)?.[1];
  return entry === undefined ? [] : [entry];
}

/** Through defaults and optionals to what carries fields. */
function unwrap(schema: z.core.$ZodType, data: unknown): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.def.innerType, data);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const kind = fieldOf(data, schema.def.discriminator);
    const options = schema.options.flatMap((option) => unwrap(option, data));
    const meant = options.filter((option) => option instanceof z.ZodObject && admitsKind(option, schema.def.discriminator, kind));
    return meant.length > 0 ? meant : options;
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option, data));
  return [schema];
}

function admitsKind(option: z.ZodObject, discriminator: string, kind: unknown): boolean {
  return shapeEntry(option, discriminator).some((each) => z.safeParse(each, kind).success);
}

function keysOfRecord(schema: z.core.$ZodType): string[] {
  return schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
}

function fieldOf(data: unknown, name: PropertyKey): unknown {
  return typeof data === "object" && data !== null ? Object.getOwnPropertyDescriptor(data, name)?.value : undefined;
}
