import { main } from '../src/main.js';

main('executable');
