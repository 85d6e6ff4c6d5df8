import t from 'tap';
import { run } from '../helpers/fake-io.js';
import { golden } from './cases.js';

golden(t, run);
