// The explorer, a plugin of GraphiQL: an operation's fields and arguments as lists to tick. It is made of a browser's own
// checkboxes, which a keyboard and a screen reader can use.

import { addArgument, addField, fieldsOf, removeArgument, removeField } from "./edits.js";

export function createExplorer() {
  const { createElement } = window.React;
  const icon = () => createElement(
    "svg", { viewBox: "0 0 20 20", fill: "none", stroke: "currentColor", strokeWidth: 1.4, "aria-hidden": true },
    createElement("path", { d: "M3 4h4v4H3zM3 12h4v4H3zM10 6h7M10 14h7" }),
  );
  return { title: "Explorer", icon, content: Explorer };
}

function Explorer() {
  const { createElement } = window.React;
  const { useEditorContext, useOperationsEditorState, useOptimisticState, useSchemaStore } = window.GraphiQL.React;
  const { queryEditor } = useEditorContext({ nonNull: true });
  const { schema } = useSchemaStore();
  const [text, setText] = useOptimisticState(useOperationsEditorState());
  return createElement("section", { className: "explorer", "aria-label": "Explorer" },
    createElement("h2", null, "Explorer"),
    schema ? content(schema, text, queryEditor?.operationName, setText) : createElement("p", null, "The server doesn’t show its schema."),
  );
}

function content(schema, text, name, setText) {
  const { createElement } = window.React;
  const operations = operationsIn(text);
  if (!operations) return createElement("p", null, "The operation has a mistake. Correct it first.");
  const operation = operations.find((one) => one.name?.value === name) ?? operations[0];
  if (!operation) return beginnings(schema, text, setText);
  const type = schema.getRootType(operation.operation);
  if (!type) return createElement("p", null, `The server has no ${operation.operation}.`);
  return createElement("div", null,
    createElement("p", null, `${operation.operation} ${operation.name?.value ?? ""}`),
    fieldList({ text, operation, setText }, operation, fieldsOf(type), 1),
  );
}

// operationsIn returns null for a text that can't be parsed, and an empty list for one without operations.
function operationsIn(text) {
  if (text.replace(/#.*/g, "").trim() === "") return [];
  try {
    return window.GraphiQL.GraphQL.parse(text).definitions.filter((one) => one.kind === "OperationDefinition");
  } catch {
    return null;
  }
}

// beginnings are the buttons of an empty editor: one for each kind of operation.
function beginnings(schema, text, setText) {
  const { createElement } = window.React;
  const begin = (kind) => setText(`${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${kind} My${kind[0].toUpperCase()}${kind.slice(1)} {\n  __typename\n}\n`);
  return ["query", "mutation", "subscription"].filter((kind) => schema.getRootType(kind)).map((kind) =>
    createElement("button", { key: kind, type: "button", onClick: () => begin(kind) }, `Begin a ${kind}`));
}

// fieldList shows the fields of a type, of which parent selects some. at is what is being changed: { text, operation, setText }.
function fieldList(at, parent, fields, level) {
  const { createElement } = window.React;
  const selected = parent.selectionSet?.selections ?? [];
  return createElement("ul", null, fields.map((field) => {
    const node = selected.find((one) => one.kind === "Field" && one.name.value === field.name);
    const toggle = () => at.setText(node
      ? removeField(at.text, at.operation, parent, node)
      : addField(at.text, at.operation, parent, field, level));
    return createElement("li", { key: field.name },
      box(field, Boolean(node), toggle),
      node && argumentList(at, node, field.args),
      node && fieldsOf(field.type) && fieldList(at, node, fieldsOf(field.type), level + 1),
    );
  }));
}

function argumentList(at, node, all) {
  const { createElement } = window.React;
  if (all.length === 0) return null;
  return createElement("ul", { className: "arguments", "aria-label": `Arguments of ${node.name.value}` }, all.map((argument) => {
    const given = node.arguments.find((one) => one.name.value === argument.name);
    const toggle = () => at.setText(given
      ? removeArgument(at.text, at.operation, node, given)
      : addArgument(at.text, at.operation, node, argument));
    return createElement("li", { key: argument.name }, box(argument, Boolean(given), toggle));
  }));
}

function box({ name, description, type }, checked, onChange) {
  const { createElement } = window.React;
  return createElement("label", { title: description || undefined },
    createElement("input", { type: "checkbox", checked, onChange }), name, " ", createElement("small", null, String(type)));
}
