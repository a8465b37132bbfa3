import { ConfigError, readSettings } from '@oms/config';
import { expect } from 'chai';
import { tracingSettings } from '../src/settings.ts';

describe('The settings of tracing', () => {
  const read = (environment: NodeJS.ProcessEnv) => readSettings(environment, tracingSettings);

  it('are none where nothing is set, and all that the client does not leave out where a collector is', () => {
    expect(read({})).to.deep.equal({
      otlpHeaders: [],
      tracesSampler: 'parentbased_always_on',
      tracesSamplerArg: 1,
      exportDelay: 5_000,
    });
    const set = read({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YQ==, x-tenant=oms',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    });
    expect(set).to.deep.include({
      otlpEndpoint: 'https://collector.example:4318',
      otlpHeaders: ['authorization=Basic%20YQ==', 'x-tenant=oms'],
      tracesSampler: 'traceidratio',
      tracesSamplerArg: 0.25,
    });
  });

  it('say what is wrong with them', () => {
    for (const [name, value] of [
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'],
      ['OTEL_EXPORTER_OTLP_HEADERS', 'a secret without a name'],
      ['OTEL_EXPORTER_OTLP_HEADERS', 'a=100%'],
      ['OTEL_TRACES_SAMPLER', 'some'],
      ['OTEL_TRACES_SAMPLER_ARG', '25%'],
      ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ] as const) {
      expect(() => read({ [name]: value }), `${name}=${value}`)
        .to.throw(ConfigError)
        .with.property('message')
        .that.contains(name)
        .and.not.contains('secret');
    }
  });
});
