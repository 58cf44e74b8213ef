// Writes the types of the control plane's JSON from its OpenAPI document: `node openapi-types.js <openapi.json> >openapi.d.ts`.

import { readFileSync } from 'node:fs';

const { paths, components } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const comment = (text) => (text ? `/** ${text.replaceAll('*/', '* /')} */\n` : '');
const capitalized = (name) => name[0].toUpperCase() + name.slice(1);

/** The type of one schema. */
function type(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.anyOf) return schema.anyOf.map(type).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  return [schema.type]
    .flat()
    .map((name) => named(name, schema))
    .join(' | ');
}

function named(name, schema) {
  if (name === 'integer') return 'number';
  if (name === 'array') return `(${type(schema.items)})[]`;
  if (name !== 'object') return name;
  return schema.properties ? `{\n${fields(schema)}}` : '{ [name: string]: any }';
}

function fields({ properties, required = [] }) {
  return Object.entries(properties)
    .map(([name, schema]) => {
      return `${comment(schema.description)}${name}${required.includes(name) ? '' : '?'}: ${type(schema)};\n`;
    })
    .join('');
}

console.log('// The JSON of the control plane, from its OpenAPI document.\n');
for (const [name, schema] of Object.entries(components.schemas)) {
  console.log(`${comment(schema.description)}export type ${name} = ${type(schema)};\n`);
}
for (const operation of Object.values(paths).flatMap(Object.values)) {
  if (!operation.parameters) continue;
  const parameters = operation.parameters.map(({ name, ...parameter }) => [
    name,
    { ...parameter.schema, ...parameter },
  ]);
  const name = `${capitalized(operation.operationId)}Query`;
  console.log(`/** The query parameters of \`${operation.operationId}\`. */`);
  console.log(`export type ${name} = {\n${fields({ properties: Object.fromEntries(parameters) })}};\n`);
}
