import { metricsSuite } from '@oms/testing';
import { measureErasures } from '../src/erasures/erasure-metrics.ts';

metricsSuite(measureErasures);
