import { metricsSuite } from '@oms/testing';
import { dispatcherMetrics } from '../src/messages/dispatcher-metrics.ts';

metricsSuite(dispatcherMetrics);
