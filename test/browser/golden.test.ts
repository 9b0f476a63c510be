import { openPack } from '../../models/pack.js';
import { checkBackend } from '../golden/check-backend.js';
import { createFetchSource } from '../../plugin/worker/pack-source.js';
import { assert } from './assert.js';
