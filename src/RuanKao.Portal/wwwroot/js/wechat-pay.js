// Opens the payment of WeChat's own browser. What it says is shown and proves nothing: the channel is asked by 立即核查.
const button = document.querySelector('[data-wechat-pay]');
const words = document.querySelector('[data-wechat-words]');

function open() {
  window.WeixinJSBridge.invoke('getBrandWCPayRequest', JSON.parse(button.dataset.wechatPay), answer => {
    if (answer.err_msg === 'get_brand_wcpay_request:ok') document.querySelector('.pay-check').submit();
    else words.textContent = answer.err_msg === 'get_brand_wcpay_request:cancel' ? '您没有付款，可以再点一次。' : '微信没有打开付款，请再点一次，或点右上角的“···”在浏览器里打开本页。';
  });
}

if (button) button.addEventListener('click', () => {
  if (window.WeixinJSBridge) open();
  else document.addEventListener('WeixinJSBridgeReady', open, { once: true });
});
