import { deadLetterRoutes, deadLetterTag } from '@oms/chassis';
import { openApiDocument } from '@oms/http';
import type { OpenAPIV3_1 } from 'openapi-types';
import { routes } from './routes.ts';

/** The OpenAPI document of orders, derived from its routes. */
export const document = (): OpenAPIV3_1.Document =>
  openApiDocument(
    {
      service: 'orders',
      title: 'OMS orders',
      description: 'Products, stock, prices and orders, from placing on.',
      version: '1.0.0',
      tags: [
        { name: 'Orders', description: 'Placing, reading and changing orders' },
        { name: 'Edits', description: 'Changing what is in an order, with a preview before it is done' },
        { name: 'Shipments', description: 'Sending orders, in several parcels where it takes them' },
        { name: 'Returns', description: 'Sending things back, from the request to the refund' },
        { name: 'Comments', description: 'What customers and staff write about an order' },
        { name: 'Documents', description: 'Invoices, credit notes and packing slips of orders, as PDF' },
        { name: 'Payments', description: 'Paying for orders, by providers and by what staff record' },
        { name: 'Products', description: 'What can be ordered, and at which price' },
        { name: 'Stock', description: 'How much there is of each product, and why' },
        { name: 'Shipping methods', description: 'How orders can be sent, and at which price' },
        { name: 'Verification', description: 'Whether everything adds up' },
        { name: 'Tax rates', description: 'What is taxed at which rate in which country' },
        { name: 'Discounts', description: 'Codes that make orders cheaper, and how often they can be used' },
        { name: 'Webhooks', description: 'Having events of orders sent to a URL, and what became of each' },
        { name: 'Events', description: 'Everything that has happened to orders, to be read in its order' },
        deadLetterTag,
      ],
    },
    [...routes, ...deadLetterRoutes('orders')],
  );
