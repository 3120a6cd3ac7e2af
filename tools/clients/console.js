// Records what is written to the console, which is how clients warn in development.
import { format } from 'node:util';

// recordConsole replaces the console's functions, and returns the lists that they fill from then on.
export function recordConsole() {
  const recorded = { printed: [], warnings: [] };
  const print = console.log;
  console.log = (...values) => recorded.printed.push(format(...values));
  console.warn = console.error = (...values) => recorded.warnings.push(format(...values));
  return { recorded, print };
}
