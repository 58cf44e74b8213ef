#!/usr/bin/env node
// The command `ossmock`: runs the binary with the arguments of this process.
import { run } from '../src/command.js';

run(process.argv.slice(2), 'inherit');
