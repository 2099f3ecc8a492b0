#!/usr/bin/env node
// TypeScript runs as it is, required and imported alike
import "tsx";

await import("./main.ts");
