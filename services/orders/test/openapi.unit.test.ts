import { expect } from 'chai';
import { document } from '../src/openapi.ts';

describe('the OpenAPI document of orders', () => {
  it('holds every route with an operation id of its own', () => {
    const { paths = {} } = document();
    const operations = Object.values(paths).flatMap((path) =>
      Object.values(path ?? {}).map((operation) => (operation as { operationId: string }).operationId),
    );
    expect(new Set(operations).size).to.equal(operations.length);
    expect(operations).to.include.members([
      'placeOrder',
      'listOrders',
      'getOrder',
      'updateOrder',
      'cancelOrder',
      'listOrderTransitions',
      'listProducts',
      'adjustStock',
      'createDiscount',
    ]);
    expect(Object.keys(paths).every((path) => /^\/(api\/v1|admin\/orders)\//.test(path))).to.equal(true);
  });

  it('names what placing can be refused for', () => {
    const responses = document().paths?.['/api/v1/orders']?.post?.responses ?? {};
    expect(Object.keys(responses)).to.include.members(['200', '201', '400', '401', '403', '409', '413', '415', '422']);
  });

  it('has no schema for the bytes of a PDF', () => {
    const { responses } = document().paths?.['/api/v1/orders/{id}/invoice']?.get ?? {};
    expect(responses).to.have.nested.property('200.content').that.deep.equals({ 'application/pdf': {} });
  });
});
