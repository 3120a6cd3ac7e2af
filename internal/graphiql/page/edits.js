// Changes of an operation's text, for the explorer. Each takes the text and nodes that were parsed from it, and returns the new
// text. Only what is added or taken out changes: comments and the way somebody writes stay.

// addField adds a field to the selection set of a parent: a field, or the operation itself. level is how deep the new field is
// indented. What the field can't be without comes along: its required arguments, as variables, and of an object one field.
export function addField(text, operation, parent, field, level) {
  const variables = new Variables(operation);
  const required = field.args.filter((argument) => /!$/.test(argument.type) && argument.defaultValue === undefined);
  const values = required.map((argument) => `${argument.name}: $${variables.add(argument)}`);
  const written = field.name + (values.length > 0 ? `(${values.join(", ")})` : "");
  const set = parent.selectionSet;
  if (!set) return apply(text, [insert(parent.loc.end, ` { ${written}${firstSelection(field)} }`), ...variables.edits]);
  const end = set.loc.end - 1;
  const lineStart = text.lastIndexOf("\n", end - 1) + 1;
  const isOnLineOfItsOwn = text.slice(lineStart, end).trim() === "";
  const edit = isOnLineOfItsOwn
    ? insert(lineStart, `${"  ".repeat(level)}${written}${firstSelection(field)}\n`)
    : insert(end, `${/\s$/.test(text.slice(0, end)) ? "" : " "}${written}${firstSelection(field)} `);
  return apply(text, [edit, ...variables.edits]);
}

// firstSelection is the selection set of a new field: its id, else its first field that has no fields itself.
function firstSelection(field) {
  const fields = fieldsOf(field.type);
  if (!fields) return "";
  const leaves = fields.filter((one) => !fieldsOf(one.type) && one.args.length === 0);
  const first = leaves.find((one) => one.name === "id") ?? leaves[0];
  return ` { ${first?.name ?? "__typename"} }`;
}

// removeField takes a field out, and the variables that only it used. Where it was the last one, __typename takes its place,
// since a selection set can't be empty.
export function removeField(text, operation, parent, field) {
  const edits = unusedVariables(text, operation, field);
  if (parent.selectionSet.selections.length === 1) return apply(text, [replace(field.loc, "__typename"), ...edits]);
  return apply(text, [cut(text, field.loc.start, field.loc.end), ...edits]);
}

// addArgument gives a field an argument, whose value is a variable.
export function addArgument(text, operation, field, argument) {
  const variables = new Variables(operation);
  const written = `${argument.name}: $${variables.add(argument)}`;
  const before = field.arguments.at(-1);
  const edit = before ? insert(before.loc.end, `, ${written}`) : insert(field.name.loc.end, `(${written})`);
  return apply(text, [edit, ...variables.edits]);
}

// removeArgument takes an argument out, and its variable if nothing else uses it.
export function removeArgument(text, operation, field, argument) {
  return apply(text, [removeOne(text, field.arguments, argument), ...unusedVariables(text, operation, argument)]);
}

// fieldsOf are the fields of a type, or of what a list of it has; undefined for a scalar, an enum or a union.
export function fieldsOf(type) {
  const named = window.GraphiQL.GraphQL.getNamedType(type);
  return named.getFields && Object.values(named.getFields());
}

// Variables are those of an operation, and edits what it takes to add others.
class Variables {
  #operation;
  #types;
  #added = [];

  constructor(operation) {
    this.#operation = operation;
    const { print } = window.GraphiQL.GraphQL;
    this.#types = new Map((operation.variableDefinitions ?? []).map((one) => [one.variable.name.value, print(one.type)]));
  }

  // add returns the name of a variable of the argument's type.
  add({ name, type }) {
    let free = name;
    for (let number = 2; this.#types.has(free); number++) free = `${name}${number}`;
    this.#types.set(free, String(type));
    this.#added.push(`$${free}: ${type}`);
    return free;
  }

  get edits() {
    if (this.#added.length === 0) return [];
    const { variableDefinitions, name, loc, operation } = this.#operation;
    const added = this.#added.join(", ");
    if (variableDefinitions?.length > 0) return [insert(variableDefinitions.at(-1).loc.end, `, ${added}`)];
    if (name) return [insert(name.loc.end, `(${added})`)];
    const isShort = loc.startToken.kind === "{";
    return [isShort ? insert(loc.start, `query (${added}) `) : insert(loc.start + operation.length, ` (${added})`)];
  }
}

// unusedVariables are the edits that take out the variables which a node alone uses. With fragments all of them stay, since
// those may use them.
function unusedVariables(text, operation, node) {
  const { visit } = window.GraphiQL.GraphQL;
  const uses = (root) => {
    const names = [];
    visit(root, { Variable: ({ name }) => void names.push(name.value), FragmentSpread: () => void names.push("...") });
    return names;
  };
  const everywhere = operation.selectionSet.selections.flatMap(uses);
  if (everywhere.includes("...")) return [];
  const here = uses(node);
  const count = (names, name) => names.filter((one) => one === name).length;
  const unused = operation.variableDefinitions.filter(({ variable: { name } }) =>
    here.includes(name.value) && count(here, name.value) === count(everywhere, name.value));
  const rest = operation.variableDefinitions.filter((one) => !unused.includes(one));
  if (unused.length > 1 && rest.length === 0) return [removeAll(text, operation.variableDefinitions)];
  return unused.map((one) => removeOne(text, operation.variableDefinitions, one));
}

// removeOne takes one out of a list in parentheses, with its comma, or the last one with them.
function removeOne(text, list, one) {
  const index = list.indexOf(one);
  if (list.length === 1) return removeAll(text, list);
  if (index > 0) return { start: list[index - 1].loc.end, end: one.loc.end, text: "" };
  return { start: one.loc.start, end: list[1].loc.start, text: "" };
}

// removeAll takes a whole list out, with its parentheses and a space before them.
function removeAll(text, list) {
  const start = text.lastIndexOf("(", list[0].loc.start);
  return { start: text[start - 1] === " " ? start - 1 : start, end: text.indexOf(")", list.at(-1).loc.end) + 1, text: "" };
}

// cut takes a part of the text out, with its line where nothing else stands on it.
function cut(text, start, end) {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = (text.indexOf("\n", end) + 1 || text.length + 1) - 1;
  const isAlone = text.slice(lineStart, start).trim() === "" && text.slice(end, lineEnd).trim() === "";
  if (isAlone && lineEnd < text.length) return { start: lineStart, end: lineEnd + 1, text: "" };
  return { start, end: /[ \t,]/.test(text[end]) ? end + 1 : end, text: "" };
}

function insert(at, text) {
  return { start: at, end: at, text };
}

function replace({ start, end }, text) {
  return { start, end, text };
}

// apply makes edits, none of which overlaps another, from the end to the beginning, so that places stay where they are.
function apply(text, edits) {
  return edits.toSorted((a, b) => b.start - a.start).reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}
