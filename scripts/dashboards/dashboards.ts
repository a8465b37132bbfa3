import type { Dashboard, Panel } from './dashboard.ts';

/** Quantiles of a histogram. */
const times = (title: string, histogram: string, by: string, description?: string): Panel => ({
  title,
  ...(description && { description }),
  unit: 's',
  queries: [
    {
      expr: `histogram_quantile(0.5, sum by (le, ${by}) (rate(${histogram}_bucket[$__rate_interval])))`,
      legend: `{{${by}}} median`,
    },
    {
      expr: `histogram_quantile(0.99, sum by (le, ${by}) (rate(${histogram}_bucket[$__rate_interval])))`,
      legend: `{{${by}}} 99 %`,
    },
  ],
});

const one = (title: string, unit: string, expr: string, legend: string, description?: string): Panel => ({
  title,
  ...(description && { description }),
  unit,
  queries: [{ expr, legend }],
});

const number = (title: string, unit: string, expr: string, redFrom: number): Panel => ({
  title,
  unit,
  redFrom,
  queries: [{ expr, legend: '' }],
});

const overview: Dashboard = {
  uid: 'oms-overview',
  title: 'OMS: overview',
  description: 'Whether customers are served, and whether what they are told follows.',
  rows: [
    {
      title: 'Now',
      panels: [
        number(
          'Requests that failed (5xx)',
          'percentunit',
          'sum(rate(http_request_duration_seconds_count{status=~"5.."}[5m])) / sum(rate(http_request_duration_seconds_count[5m]))',
          0.01,
        ),
        number(
          '99 % of requests within',
          's',
          'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))',
          1,
        ),
        number('Oldest event not published', 's', 'max(outbox_oldest_event_age_seconds)', 60),
        number('Messages parked', 'short', 'sum(max by (queue) (consumer_parked_messages))', 1),
        number('Oldest mail to be sent', 's', 'max(mail_backlog_oldest_seconds)', 900),
        number('Things that do not add up', 'short', 'max(orders_invariant_violations)', 1),
      ],
    },
    {
      title: 'Customers',
      panels: [
        one(
          'Orders placed',
          'short',
          'sum by (currency) (rate(orders_placed_total[$__rate_interval])) * 60',
          '{{currency}} a minute',
        ),
        one(
          'What happens to orders',
          'short',
          'sum by (type) (rate(orders_events_total[$__rate_interval])) * 60',
          '{{type}} a minute',
        ),
        one(
          'Orders that end unpaid or canceled',
          'short',
          'sum by (actor) (rate(orders_canceled_total[$__rate_interval])) * 60 or sum(rate(orders_expired_total[$__rate_interval])) * 60',
          'a minute {{actor}}',
        ),
      ],
    },
    {
      title: 'Requests',
      panels: [
        one(
          'Rate',
          'reqps',
          'sum by (service) (rate(http_request_duration_seconds_count[$__rate_interval]))',
          '{{service}}',
        ),
        one(
          'Errors',
          'reqps',
          'sum by (service, status) (rate(http_request_duration_seconds_count{status=~"5..|429"}[$__rate_interval]))',
          '{{service}} {{status}}',
        ),
        times('Duration', 'http_request_duration_seconds', 'service'),
      ],
    },
  ],
};

const service: Dashboard = {
  uid: 'oms-service',
  title: 'OMS: one service',
  description: 'Rate, errors and duration of each route, and what the processes are busy with.',
  perService: true,
  rows: [
    {
      title: 'Routes',
      panels: [
        one(
          'Rate',
          'reqps',
          'sum by (method, route) (rate(http_request_duration_seconds_count{service=~"$service"}[$__rate_interval]))',
          '{{method}} {{route}}',
        ),
        one(
          'Errors',
          'reqps',
          'sum by (route, status) (rate(http_request_duration_seconds_count{service=~"$service", status=~"[45].."}[$__rate_interval]))',
          '{{route}} {{status}}',
        ),
        one(
          '99 % within',
          's',
          'histogram_quantile(0.99, sum by (le, method, route) (rate(http_request_duration_seconds_bucket{service=~"$service"}[$__rate_interval])))',
          '{{method}} {{route}}',
        ),
      ],
    },
    {
      title: 'Database',
      panels: [
        {
          title: 'Connections',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (service, state) (database_pool_connections{service=~"$service"})',
              legend: '{{service}} {{state}}',
            },
            {
              expr: 'sum by (service) (database_pool_limit_connections{service=~"$service"})',
              legend: '{{service}} limit',
            },
          ],
        },
        one(
          'Waiting for a connection',
          'short',
          'sum by (service) (database_pool_waiting_requests{service=~"$service"})',
          '{{service}}',
          'More than now and then: a longer queue than there are connections, or statements that take long.',
        ),
        one(
          'Waiting for requests before them',
          'short',
          'sum by (service, method, route) (http_waiting_requests{service=~"$service"})',
          '{{service}} {{method}} {{route}}',
          'Hundreds for long: orders come faster than the database takes them. After five seconds they are answered 503.',
        ),
      ],
    },
    {
      title: 'Processes',
      panels: [
        one(
          'Event loop behind, 99 %',
          's',
          'nodejs_eventloop_lag_p99_seconds{service=~"$service"}',
          '{{service}} {{instance}}',
          'Above a tenth of a second, requests wait for others that compute.',
        ),
        one('Memory', 'bytes', 'process_resident_memory_bytes{service=~"$service"}', '{{service}} {{instance}}'),
        one(
          'CPU',
          'percentunit',
          'rate(process_cpu_seconds_total{service=~"$service"}[$__rate_interval])',
          '{{service}} {{instance}}',
        ),
      ],
    },
  ],
};

const events: Dashboard = {
  uid: 'oms-events',
  title: 'OMS: events, mail and webhooks',
  description: 'From the commit of what happened to everything that follows.',
  rows: [
    {
      title: 'Outbox',
      panels: [
        one(
          'Published',
          'short',
          'sum by (service) (rate(outbox_published_total[$__rate_interval]))',
          '{{service}} a second',
        ),
        one('Oldest event not published', 's', 'max by (service) (outbox_oldest_event_age_seconds)', '{{service}}'),
        times('Until the broker confirms', 'outbox_confirm_duration_seconds', 'service'),
        one(
          'Not taken by the broker',
          'short',
          'sum by (service) (increase(outbox_confirm_timeouts_total[$__rate_interval])) + sum by (service) (increase(outbox_refused_total[$__rate_interval]))',
          '{{service}}',
        ),
      ],
    },
    {
      title: 'Consumers',
      panels: [
        one(
          'Messages, by what became of them',
          'short',
          'sum by (queue, outcome) (rate(consumer_messages_total[$__rate_interval]))',
          '{{queue}} {{outcome}}',
        ),
        one('Waiting in queues', 'short', 'max by (queue) (consumer_queue_messages)', '{{queue}}'),
        times('From what happened to its effect', 'consumer_lag_seconds', 'queue'),
        {
          title: 'Parked, or without a queue',
          unit: 'short',
          queries: [
            { expr: 'max by (queue) (consumer_parked_messages)', legend: '{{queue}}' },
            { expr: 'max(events_unrouted_messages)', legend: 'unrouted' },
          ],
        },
      ],
    },
    {
      title: 'Mail',
      panels: [
        one(
          'Attempts',
          'mails',
          'sum by (outcome) (rate(mail_attempts_total[$__rate_interval])) * 60',
          '{{outcome}} a minute',
        ),
        one('To be sent', 'short', 'max by (status) (mail_backlog_messages)', '{{status}}'),
        times('One attempt', 'mail_attempt_duration_seconds', 'outcome'),
        one(
          'Bounces and complaints',
          'short',
          'sum by (kind) (increase(mail_feedback_total[$__rate_interval]))',
          '{{kind}}',
        ),
      ],
    },
    {
      title: 'Webhooks and payment providers',
      panels: [
        one(
          'Webhooks',
          'short',
          'sum by (outcome) (rate(webhook_attempts_total[$__rate_interval]))',
          '{{outcome}} a second',
        ),
        one('Oldest webhook to be sent', 's', 'max(webhook_backlog_oldest_seconds)', 'age'),
        one(
          'Payment operations',
          'short',
          'sum by (kind, outcome) (rate(orders_payment_operations_total[$__rate_interval]))',
          '{{kind}} {{outcome}}',
        ),
        one('Oldest payment operation without an answer', 's', 'max(orders_payment_operations_oldest_seconds)', 'age'),
      ],
    },
  ],
};

export const dashboards: readonly Dashboard[] = [overview, service, events];
