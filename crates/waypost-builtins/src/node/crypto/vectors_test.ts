// What Node.js 20 (OpenSSL 3.0) made, read and checked here: keys in every encoding, signatures, ciphertexts,
// derived keys, certificates. All keys were made for this file.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import crypto from "waypost-internal:node/crypto/crypto";

const VECTORS = {
  "keys": {
    "rsa": {"private": "-----BEGIN PRIVATE KEY-----\nMIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCS8XU0SNu1tray\nd7RV49ZJ5sH4rsnXal9ZP+PnSaYAzcf3BORLB0MnyhXODbBH3FrmgRtriozqheBu\nGHOlVdHTUFVEP5hYH7/N7vUlez9AfSuWQ3iPHi6VniApa7GYKGScAskmdf1l72pK\nUuHVUikSejVrIG2h8XbAbkb9eh3531579bTsSo81YJQdhctbx0lqAA2SYlVHkGfe\nC626CPexR4VO4NG2zMprS9iks7xuV9qQtAV6xigZwPLIAbgfOJ05YQHtZEwbhm5D\nzSayLBzI2ksMGSEImsveEeTF2dnRPvTozZ4Cfgctu2Y2hHaBW3aInVY78AvpGh74\ncoxPMvsbAgMBAAECggEAE1KhIPD7w1d1it5m3myJf0pS84q4jBU22JuoMn/iznRA\n+WCxTJR15kOSvnfaWHjHk0wi+O9NPIHCU3fvrSwt3WXQ8JqUQ/JY3JGxtu4QEUDk\nfGv+7IMBiTcz735z6hhVspZDMUWOvtrO1Vs0y0J0mDNt1tp60DLadM+LkkV+r57W\n2JpR71NETl0sm6NNK1oPEAzwfz/6H+r3nr9X628+zvGIXiQX9wHE7q2J7pS5oRFL\nxDqE4wsE8yhCjOvkDaJKJoXOc0JMkjzzHAt+dWQ4vCkZ/lNrK5WyMeBJpNnGt4l9\nDWegmuBvn4l14OUfEUq95YbU6pmwjIjFefXVXLSokQKBgQDJOOSO4Xu4qo4qWaF4\njtbUwnGCKJe7zC1cKBMqpGZON4iHBd5F2MPzXoEPQgciPi4BxJPc61p58SSobFth\nAARt1EkbFU2FWHjstFP9AYwFwcccBitO+QqCTFlP8WlHF0MklcsDMF00bk657fEF\nxkHLuE5zQzQ2JDdGnOfwM/xSdwKBgQC68eCnVIAwgDPvtjrrho+LdwSyJK7QYWRd\n0xzZ+qDfWvYWWy0FkRsUtG9GvPVu8YRsU+37mXa7GtnJ/wQAdL6tcJ7LTizDa0Ia\nkotyQ2iYxNZIhvxzVKHhI2GeXHKbH7A53shxCky2eBmD/hrWjFmOw5KZ+RJ7Ghnb\n5oXvvYXBfQKBgHGhiChLmwNYhTnTLcUX3Kd/OnxHEhCCJ6dgFhrBhehrodSl8rQ8\nycMYPgdwwPiMZoynBtz9pzUvgQT/U8b+LIIdHD+IEyPXJ0p8NuWsRvdFS3w+25wY\nNOAJ33GuoUX9E/SIBoHBgRDHrft/K9mX8LXrWZnrfIOKhhCBMNVLdhTXAoGAefqd\nBVGjmwHr4XtcEpXoT63HCJ3a2ujRXk8Dwk9AbLyjWY8AX2OA8g+Rk+xzkIJST4Ss\nAcDuscMhXCXjbJDAYdbcJffKSXBQ35nDFzlYpGW7E/PQAUi1n3tAlN3pgcI5cGkn\nDGsWBvFyZKeGx3sobHi7zW+xWVV8jflqZzWYctkCgYBUx+tOA6BVuwUI1vH6WU3x\npAjROBGQiFfF4KeM6zWZKgNdoLeDyiYdXJyxSyCIk1GUY4LhLY9JqqgO5RHCfDYz\nvTl7e4nfRgvLuzYN0PxnaiuoWcreN71CpGzEIilGBZllbie5JewzYbH1S9Zt3jzt\nzeml9m9Mu+qO/PX20kVdpA==\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkvF1NEjbtba2sne0VePW\nSebB+K7J12pfWT/j50mmAM3H9wTkSwdDJ8oVzg2wR9xa5oEba4qM6oXgbhhzpVXR\n01BVRD+YWB+/ze71JXs/QH0rlkN4jx4ulZ4gKWuxmChknALJJnX9Ze9qSlLh1VIp\nEno1ayBtofF2wG5G/Xod+d9ee/W07EqPNWCUHYXLW8dJagANkmJVR5Bn3gutugj3\nsUeFTuDRtszKa0vYpLO8blfakLQFesYoGcDyyAG4HzidOWEB7WRMG4ZuQ80msiwc\nyNpLDBkhCJrL3hHkxdnZ0T706M2eAn4HLbtmNoR2gVt2iJ1WO/AL6Roe+HKMTzL7\nGwIDAQAB\n-----END PUBLIC KEY-----\n"},
    "small": {"private": "-----BEGIN PRIVATE KEY-----\nMIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBALduGVjNjHYR0Lue\nD6LpT5TJMFvNASRyTY4BYxGR1/ADhjkyyuY6xhqfKW/On/35DyVHpS4p1wTjtiIj\nQp+lir+pq2JOMgBjtnvMQ1CGrt3PcPQmjw3WPqMwtjRyz9A1D5wP7ZigWXBodEXP\nXsweTeiSQMg8p6GudbNun/tRh0ujAgEDAoGAeklmOzOy+WE10mlfwfDfuIYgPTNW\nGEwztADstmE6oAJZe3cx7tHZZxTGSom//qYKGNpuHsaPWJfOwWzXFRkHKU/qFj92\ncRLuQ8LmmvfD4j5g0df2EuskHM/k953XDzy4Kacr0M4uSg0Ziq7OL+b8R6r9qNlu\nzf1KOLt2lUQSWRsCQQDiOph6yZt4TDLN6hKWjcz3UG/f4ehhCSwnh1zKxiCPC5pc\nMNTWlZ5ZeHiNhEebBi8WUDOX6Q0zIwonLeVThltNAkEAz5GodDa7TwTjWf9VfHs9\neo9JgrwJFH9L0VdkO0cYyu/DOPsKlH5i+1V9O6U8qM1N+3QXXphff2NULkA2F+Vq\nrwJBAJbRuvyGZ6WIId6cDGReiKTgSpVBRZYGHW+vkzHZawoHvD114zm5FDulpbOt\nhRIEH2Q1d7qbXiIXXBoemOJZkjMCQQCKYRr4JHzfWJeRVOOoUij8X4ZXKAYNqjKL\nj5gnhLsx9SzQp1xi/uynjlN9GNMbM4lSTWTpuupU7OLJgCQP7kcfAkB20cRzcoyd\n1wddwBMp/vfnxqzCSOSejhHZkp5CZG7knGv60Xjksl9RNgc87YADKNUZntWhsNdg\nEhHqtPPottAZ\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMIGdMA0GCSqGSIb3DQEBAQUAA4GLADCBhwKBgQC3bhlYzYx2EdC7ng+i6U+UyTBb\nzQEkck2OAWMRkdfwA4Y5MsrmOsYanylvzp/9+Q8lR6UuKdcE47YiI0KfpYq/qati\nTjIAY7Z7zENQhq7dz3D0Jo8N1j6jMLY0cs/QNQ+cD+2YoFlwaHRFz17MHk3okkDI\nPKehrnWzbp/7UYdLowIBAw==\n-----END PUBLIC KEY-----\n"},
    "pss": {"private": "-----BEGIN PRIVATE KEY-----\nMIIE0gIBADAjBgkqhkiG9w0BAQowFqAPMA0GCWCGSAFlAwQCAQUAogMCARAEggSm\nMIIEogIBAAKCAQEA7MePI9P8Nrk7/9ZC/oFOukmNf91CjRo5m3sTzJDWL3kyUfVH\nudylTbTYOiuTkcovJawOL74OphJVRm0+OP9WA34JXPkJw52skZg6+Uy2HPUBhR/H\nT0yLKyrUN01gt6j7LetENbs/k/P3wZQs6HeafJ/2xbvEnE1Zx6v29DhM3cNrOiiA\nRCO8JJoX1pr2MS8K6RnJgv/tgKWgZ0GcnDaIog0yhRHud+cGkhHSW3JwOYuNz53L\njlY0UNDKxgtYRbkuNiXSTUcyy/ztm4gElHcjcczR/TZkz2Sf3lS5kRCvIRZgopXd\noiyxg+1K01avWmo9jSX7z551DRuCvI4cOTP+YQIDAQABAoIBAAW/EBfAAMp5M14R\nnp2bmMQHnfIA9ikDfmtqEMBxsWkEiXaYu81kb/STU34R6aprnDpPUybQd32LS1uC\nsjRi6fz6tZJ2jsibDoGYDrJXLMJGJevLqiQgCO6awvy2mYbLiJEEOSsOqMvX62bc\nyDw6DttAbJY+6NYcQHYKk9s4dJEbLY5NmolAw/kx03/IpK5HEwAtoJxZaQkaTjwv\nRQK3wqAP2VzVYK8Czr+xeaNNO2vx9ibLdslNTUVMBMLm1qIqxxHQT+zKd2/6UY9s\nptpiZr6c4ElHeK+UQ10FrKAdEShDR7KzPE1CriWrjlor/jaPCg3zNMzdCzfkmxse\neLT3SIMCgYEA/G2lsGhRzQ0Ry8RFd9V8orMmXCW1PFjQ2BofTI/FozL1fFCRFR1z\nasu/Ojxy2P/LvINDowkRIB6SUpLf/98tHzrnuXzEAaDmM9dnLRj+jaZ5oAeZB2rz\nEgQqf1wM+PlQ/7NHw9UmQTyriJlDE981L68K2WshwbulwJeDk1J87+MCgYEA8CE6\nfP1UrIsM5Lhq02+dRu7JsXPSegazKzXLche+qb9+fnwrnsiL85NssjtY9zUFF+qi\nLEKeuDG273sZtwqn3aJAy3Vt1CUXmtLSVMfNtb3doh7bvaK92znY1yxKutm3tCbt\nC1DFL5kmjbf4BZ+K5+I/tiN8ciQt5E/DLc91Y+sCgYBrt2Zi1sFBXPhhGYoDTuh2\njTgrTjP+YnAMJ2l/xEI0GATFXaPrfLvJsNQTR8RCcTVBZkowgif6qtEJx38qstOQ\nZhSIBIOnpj9Vk++FQQsu6wEvls5oaez7nSd9XYxzmgBEfP58xLIkWH1iNvR2wGLz\nzCA3Ew4+m5Jpkr4k2ahSvQKBgHitul8mUW+FUi2AIO+xoDENwH9V3elFhLWqi1wD\nYuacPk4CyUk7MFpxNKc9/DAAjVa/rFDiCjI3ieBA1WOQD1zrNfUKRu/e1EYSvXGu\nGEvF56SaLYTYTOHn6Hn64HOXByOajHarWO3a4e1HD3aD/6MZqTs4Ckqys/2RuF1F\nbZGRAoGAOGEWUUtViUhCSa7XmjKKJPZTrpdkMEKtmRNZg41NACKGydUuGsYArtn0\n0plmW4bjZEpa1pecg1NyIMjnrm41nhx2QEb6h7bTcibLiOhYuljYG94hKhB4zfKe\neLlTN1az81zeHsvoQP97IPsVJQERm/iqk0I5q6gg36lUm8ND1ug=\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMIIBODAjBgkqhkiG9w0BAQowFqAPMA0GCWCGSAFlAwQCAQUAogMCARADggEPADCC\nAQoCggEBAOzHjyPT/Da5O//WQv6BTrpJjX/dQo0aOZt7E8yQ1i95MlH1R7ncpU20\n2Dork5HKLyWsDi++DqYSVUZtPjj/VgN+CVz5CcOdrJGYOvlMthz1AYUfx09Miysq\n1DdNYLeo+y3rRDW7P5Pz98GULOh3mnyf9sW7xJxNWcer9vQ4TN3DazoogEQjvCSa\nF9aa9jEvCukZyYL/7YCloGdBnJw2iKINMoUR7nfnBpIR0ltycDmLjc+dy45WNFDQ\nysYLWEW5LjYl0k1HMsv87ZuIBJR3I3HM0f02ZM9kn95UuZEQryEWYKKV3aIssYPt\nStNWr1pqPY0l+8+edQ0bgryOHDkz/mECAwEAAQ==\n-----END PUBLIC KEY-----\n"},
    "ed": {"private": "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEILhiRd0GwjBAmkd6T9lsO93rxBNspXLuVHKx04ItRT1I\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAYL+dNEL+pAMqxEQPvJ+jj6x1uqrvJWhZQ9Z0aFJcAqQ=\n-----END PUBLIC KEY-----\n"},
    "x": {"private": "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEILgMMaedf2r2sRngyh9x86Jh9MwDVfkYDs+i1w6H4/ZA\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAU7jo6ZPNeB0Ec2G7l87I3YYoNZRqGA9iRZ0wJxCbaAk=\n-----END PUBLIC KEY-----\n"},
    "P-256": {"private": "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNiArXS3lTueYWB+G\nrBbaOsuWu52ns9nl+TvgV9l0BFahRANCAATEHJT4SzyDHo2LL1RECxcwAZk//TtU\n5oLCNg7NdN/2rCSPAKUs/bh+IeNCZnOaa83I6wX1wf2kwv1Q0CEAo1Gt\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAExByU+Es8gx6Niy9URAsXMAGZP/07\nVOaCwjYOzXTf9qwkjwClLP24fiHjQmZzmmvNyOsF9cH9pML9UNAhAKNRrQ==\n-----END PUBLIC KEY-----\n"},
    "P-384": {"private": "-----BEGIN PRIVATE KEY-----\nMIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBkQU9R/03cfxy+T7nY\no1ucu7rIXbnoTZzQ8hK8lRd+nWUoyi7xO7dGVUUMTWkRDnehZANiAAT5XhL5UaC0\nBapNUonU0AQjiElqL7qxuyu1iVBfXxfls7B9Fv2//mmbNOw43pDIz9ZVKICD6vTR\n6P0gDOL5R2n2gznWUgFJnaq9pClgTh1+sc6JrtZF9fFPaq950Erh+P8=\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE+V4S+VGgtAWqTVKJ1NAEI4hJai+6sbsr\ntYlQX18X5bOwfRb9v/5pmzTsON6QyM/WVSiAg+r00ej9IAzi+Udp9oM51lIBSZ2q\nvaQpYE4dfrHOia7WRfXxT2qvedBK4fj/\n-----END PUBLIC KEY-----\n"},
    "P-521": {"private": "-----BEGIN PRIVATE KEY-----\nMIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIA8Vsk9c2hLEmpWkSg\nTr9okqzruCQubUw/lhDLjucBbMquZlsCpB3XLYxr2Cj7ZeZSx1oigkQziJ3bp69w\nMt02jUehgYkDgYYABADbHwsChCUBaQrAwXE0Gvoa4/zdvICHTAtGRr2OBYtXdy1q\nIJutJs3WijlZAJ9M4bxFZGZcS5r1PKU20xwzqfcGoQCPBZzixEVGNWxUeFYo0mK9\nE+lER388wbJeba3pfkQySXC16U+gH6fnUVQ/OuKn0uC9ivw7NekqBT5xoHldMmP+\njA==\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQA2x8LAoQlAWkKwMFxNBr6GuP83byA\nh0wLRka9jgWLV3ctaiCbrSbN1oo5WQCfTOG8RWRmXEua9TylNtMcM6n3BqEAjwWc\n4sRFRjVsVHhWKNJivRPpREd/PMGyXm2t6X5EMklwtelPoB+n51FUPzrip9LgvYr8\nOzXpKgU+caB5XTJj/ow=\n-----END PUBLIC KEY-----\n"},
    "secp256k1": {"private": "-----BEGIN PRIVATE KEY-----\nMIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgBuVUbfCID1XscOXg4T1r\nZ8eECn+s7jlS+CYJoVfxjB+hRANCAARPuypx3vT8UJ8ZSItkYNVArJC8zeqaiKRF\nIvqpzqOvLAbLMPaYx1rxSwQ4UxXrij8ddiScWAYG7jP4fu+6p8bx\n-----END PRIVATE KEY-----\n", "public": "-----BEGIN PUBLIC KEY-----\nMFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAET7sqcd70/FCfGUiLZGDVQKyQvM3qmoik\nRSL6qc6jrywGyzD2mMda8UsEOFMV64o/HXYknFgGBu4z+H7vuqfG8Q==\n-----END PUBLIC KEY-----\n"},
  },
  "rsaPkcs1": "-----BEGIN RSA PRIVATE KEY-----\nMIIEogIBAAKCAQEAkvF1NEjbtba2sne0VePWSebB+K7J12pfWT/j50mmAM3H9wTk\nSwdDJ8oVzg2wR9xa5oEba4qM6oXgbhhzpVXR01BVRD+YWB+/ze71JXs/QH0rlkN4\njx4ulZ4gKWuxmChknALJJnX9Ze9qSlLh1VIpEno1ayBtofF2wG5G/Xod+d9ee/W0\n7EqPNWCUHYXLW8dJagANkmJVR5Bn3gutugj3sUeFTuDRtszKa0vYpLO8blfakLQF\nesYoGcDyyAG4HzidOWEB7WRMG4ZuQ80msiwcyNpLDBkhCJrL3hHkxdnZ0T706M2e\nAn4HLbtmNoR2gVt2iJ1WO/AL6Roe+HKMTzL7GwIDAQABAoIBABNSoSDw+8NXdYre\nZt5siX9KUvOKuIwVNtibqDJ/4s50QPlgsUyUdeZDkr532lh4x5NMIvjvTTyBwlN3\n760sLd1l0PCalEPyWNyRsbbuEBFA5Hxr/uyDAYk3M+9+c+oYVbKWQzFFjr7aztVb\nNMtCdJgzbdbaetAy2nTPi5JFfq+e1tiaUe9TRE5dLJujTStaDxAM8H8/+h/q956/\nV+tvPs7xiF4kF/cBxO6tie6UuaERS8Q6hOMLBPMoQozr5A2iSiaFznNCTJI88xwL\nfnVkOLwpGf5TayuVsjHgSaTZxreJfQ1noJrgb5+JdeDlHxFKveWG1OqZsIyIxXn1\n1Vy0qJECgYEAyTjkjuF7uKqOKlmheI7W1MJxgiiXu8wtXCgTKqRmTjeIhwXeRdjD\n816BD0IHIj4uAcST3OtaefEkqGxbYQAEbdRJGxVNhVh47LRT/QGMBcHHHAYrTvkK\ngkxZT/FpRxdDJJXLAzBdNG5Oue3xBcZBy7hOc0M0NiQ3Rpzn8DP8UncCgYEAuvHg\np1SAMIAz77Y664aPi3cEsiSu0GFkXdMc2fqg31r2FlstBZEbFLRvRrz1bvGEbFPt\n+5l2uxrZyf8EAHS+rXCey04sw2tCGpKLckNomMTWSIb8c1Sh4SNhnlxymx+wOd7I\ncQpMtngZg/4a1oxZjsOSmfkSexoZ2+aF772FwX0CgYBxoYgoS5sDWIU50y3FF9yn\nfzp8RxIQgienYBYawYXoa6HUpfK0PMnDGD4HcMD4jGaMpwbc/ac1L4EE/1PG/iyC\nHRw/iBMj1ydKfDblrEb3RUt8PtucGDTgCd9xrqFF/RP0iAaBwYEQx637fyvZl/C1\n61mZ63yDioYQgTDVS3YU1wKBgHn6nQVRo5sB6+F7XBKV6E+txwid2tro0V5PA8JP\nQGy8o1mPAF9jgPIPkZPsc5CCUk+ErAHA7rHDIVwl42yQwGHW3CX3yklwUN+Zwxc5\nWKRluxPz0AFItZ97QJTd6YHCOXBpJwxrFgbxcmSnhsd7KGx4u81vsVlVfI35amc1\nmHLZAoGAVMfrTgOgVbsFCNbx+llN8aQI0TgRkIhXxeCnjOs1mSoDXaC3g8omHVyc\nsUsgiJNRlGOC4S2PSaqoDuURwnw2M705e3uJ30YLy7s2DdD8Z2orqFnK3je9QqRs\nxCIpRgWZZW4nuSXsM2Gx9UvWbd487c3ppfZvTLvqjvz19tJFXaQ=\n-----END RSA PRIVATE KEY-----\n",
  "rsaPublicPkcs1": "-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEAkvF1NEjbtba2sne0VePWSebB+K7J12pfWT/j50mmAM3H9wTkSwdD\nJ8oVzg2wR9xa5oEba4qM6oXgbhhzpVXR01BVRD+YWB+/ze71JXs/QH0rlkN4jx4u\nlZ4gKWuxmChknALJJnX9Ze9qSlLh1VIpEno1ayBtofF2wG5G/Xod+d9ee/W07EqP\nNWCUHYXLW8dJagANkmJVR5Bn3gutugj3sUeFTuDRtszKa0vYpLO8blfakLQFesYo\nGcDyyAG4HzidOWEB7WRMG4ZuQ80msiwcyNpLDBkhCJrL3hHkxdnZ0T706M2eAn4H\nLbtmNoR2gVt2iJ1WO/AL6Roe+HKMTzL7GwIDAQAB\n-----END RSA PUBLIC KEY-----\n",
  "sec1": "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIDYgK10t5U7nmFgfhqwW2jrLlrudp7PZ5fk74FfZdARWoAoGCCqGSM49\nAwEHoUQDQgAExByU+Es8gx6Niy9URAsXMAGZP/07VOaCwjYOzXTf9qwkjwClLP24\nfiHjQmZzmmvNyOsF9cH9pML9UNAhAKNRrQ==\n-----END EC PRIVATE KEY-----\n",
  "encrypted": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh8JyUY4vtbQwICCAAw\nDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEM3HjAollLoqwQT6KEAqWC0EgZDS\nBK65Gm4xlKZjwszP2wMvQtXJK7dykQoQWPlKHCR/KHoQsQ6LeVQSalpa69p3Y9+e\nYz4VZka7V+B8m1tuALRJ37Bgrfvwz74BXCtMwbzp8sI9cnxopaMEcRRYEhP2NDq1\naa0JWWq32qZqUdXjlbx6dLeiaXacbG1VDWCk3MGYHWFG82xsKuZCFy/qBMDHZ/4=\n-----END ENCRYPTED PRIVATE KEY-----\n",
  "legacy": "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,3C1E8E3E130CB6005106963C27CB592E\n\nEA6aIDmzVvwgHzUyxQs/7fe6oSmZKSwrgfbCkJmFMT0lai1RgbQZhNgorWr9+9Sx\nkchp5OSCqLi7BwLo/Y0MYQy0V38TbtZukhStAW3Jijv+T+/kyq1URmGE0JRjj+gF\nH0rwoEGzqKj0oDu095DIRM4mWLWnS4iLT6v87yXNFIoXCoEsr2+MAanaVkfgufDE\ngUnpWk53gHqEQq58Iq58NeKCLMH4xYVzrgh3eiB30jKjCtoXSrhYLu5T7dtp2E61\nS5TqK9l/lljkMflSicxPm8ffd1hOhni7GBe986ZwstqSqB8GjQRc1auaEegP0aYy\n7YmIYOc36G44FxPhj0dGkyoUj9mMbTE5dIrHpyTVyPFp+c7sUKh+MBvw5fTtzFcK\nV57HuJh1z3I44cAbrXmMWWAdgv7hWXG5J8YFzAmqfbVlv1tbHvAZs/0YLixyH8Vc\nUnjaozkqwsvfTTUb7pi10/9D2TRg4IDTWSpjMHEtbzRDTSN64acSVFkOIkw6O1Bj\niNFlp1EoU39g/wYcVovS0MXIr/c0kIcfrukpnYLMkx/doeK7A9OeZJ6duf7MA+cj\nMGltUL9D/K/DvnbC9ryo71+UWw5tzhvg94AJvkFWq6ENGM+LK/Ob967t//msfsrA\n7PjUyBfpLlXblfGA2uZoA5U+PNhH8FDM5t3EUMzmLCWUtuHAN/7TuLLto8foDSQh\n5B4gKm469veuhvsg3RUEbmanyOE5YaEENvkmQTm0dR14OKZAFeiX9QV7g89UHmAZ\nQ0BGo/VH951hacEIh/37/BYx95ZXdHmnnE8yoqy3c8I5t9UPNd1lpVATA1Jx+Jcy\nLei/825A7gVG40Gw1pKDplbGPZflJczL/+4lEJQSNVAkrJ/HIdlSC4VxX3TKSjp6\nbqEC99vODi55tozxK20bGeCGv4NwSXXQBtEXG2ByFLjeXJlE0C8jgZtTUd8wlVi6\n4axRKoR5UiIRIgoyMXTn83V8E1OI4TU/EOBkm3Orylc13xnZm4hCkFrvcwhxTvp7\nrVeyDDVujN1lXx12f7bC9D1fxceNrNcnSBDuipfwD9sRmX51vXv6h4v65O7oLXtT\nzSqnwoZbwiycUHREFEFZZ3q9BxQ5R77zkMCnPLT0M/1YwF5exDGmH/iJdK/Do6SE\ngqnDrXIkWI0eJB7BtYathpw8dxdgfWfhJgK5981qB+n5x0AOipZxLujxObqcL626\nrOjY2cYFu+HsXAEgUPkEwzXN/9ZAbu656/OYsCTTfmexDOZp+GTspxIux/fTAiFn\nUL5QrLr/4xOqhisIS94fQirJkRwSTn8K3OEv55CXEAHYpr9S/VoHSk8APLItmmpl\nmJ3C9OgthsLIQ1MUgHf4DwfGPlyaFtslJZG5eK50FpqIvA8EsNNGnWuu8NkOgRWg\nkWIX9Vn3dVrde6a5YtuDQD/h0fhZ0IDyp56NqeoxiImlAZ2VU1YhqqhJH9n/3Prh\nyimcSbxd83kCe6XWNYCgFiYHQkfXIFNzQJeQ2F95zmCjp9JZKuSIug5oYWP9QDQs\nDNNpDaFHGdpHk5GSLYIra/Llrbr4Q/HBZdGCei4u6om0GJQjq6ZkFEDTYIm8FKOC\n-----END RSA PRIVATE KEY-----\n",
  "jwk": {
    "rsa": {"kty": "RSA", "n": "kvF1NEjbtba2sne0VePWSebB-K7J12pfWT_j50mmAM3H9wTkSwdDJ8oVzg2wR9xa5oEba4qM6oXgbhhzpVXR01BVRD-YWB-_ze71JXs_QH0rlkN4jx4ulZ4gKWuxmChknALJJnX9Ze9qSlLh1VIpEno1ayBtofF2wG5G_Xod-d9ee_W07EqPNWCUHYXLW8dJagANkmJVR5Bn3gutugj3sUeFTuDRtszKa0vYpLO8blfakLQFesYoGcDyyAG4HzidOWEB7WRMG4ZuQ80msiwcyNpLDBkhCJrL3hHkxdnZ0T706M2eAn4HLbtmNoR2gVt2iJ1WO_AL6Roe-HKMTzL7Gw", "e": "AQAB", "d": "E1KhIPD7w1d1it5m3myJf0pS84q4jBU22JuoMn_iznRA-WCxTJR15kOSvnfaWHjHk0wi-O9NPIHCU3fvrSwt3WXQ8JqUQ_JY3JGxtu4QEUDkfGv-7IMBiTcz735z6hhVspZDMUWOvtrO1Vs0y0J0mDNt1tp60DLadM-LkkV-r57W2JpR71NETl0sm6NNK1oPEAzwfz_6H-r3nr9X628-zvGIXiQX9wHE7q2J7pS5oRFLxDqE4wsE8yhCjOvkDaJKJoXOc0JMkjzzHAt-dWQ4vCkZ_lNrK5WyMeBJpNnGt4l9DWegmuBvn4l14OUfEUq95YbU6pmwjIjFefXVXLSokQ", "p": "yTjkjuF7uKqOKlmheI7W1MJxgiiXu8wtXCgTKqRmTjeIhwXeRdjD816BD0IHIj4uAcST3OtaefEkqGxbYQAEbdRJGxVNhVh47LRT_QGMBcHHHAYrTvkKgkxZT_FpRxdDJJXLAzBdNG5Oue3xBcZBy7hOc0M0NiQ3Rpzn8DP8Unc", "q": "uvHgp1SAMIAz77Y664aPi3cEsiSu0GFkXdMc2fqg31r2FlstBZEbFLRvRrz1bvGEbFPt-5l2uxrZyf8EAHS-rXCey04sw2tCGpKLckNomMTWSIb8c1Sh4SNhnlxymx-wOd7IcQpMtngZg_4a1oxZjsOSmfkSexoZ2-aF772FwX0", "dp": "caGIKEubA1iFOdMtxRfcp386fEcSEIInp2AWGsGF6Guh1KXytDzJwxg-B3DA-IxmjKcG3P2nNS-BBP9Txv4sgh0cP4gTI9cnSnw25axG90VLfD7bnBg04Anfca6hRf0T9IgGgcGBEMet-38r2ZfwtetZmet8g4qGEIEw1Ut2FNc", "dq": "efqdBVGjmwHr4XtcEpXoT63HCJ3a2ujRXk8Dwk9AbLyjWY8AX2OA8g-Rk-xzkIJST4SsAcDuscMhXCXjbJDAYdbcJffKSXBQ35nDFzlYpGW7E_PQAUi1n3tAlN3pgcI5cGknDGsWBvFyZKeGx3sobHi7zW-xWVV8jflqZzWYctk", "qi": "VMfrTgOgVbsFCNbx-llN8aQI0TgRkIhXxeCnjOs1mSoDXaC3g8omHVycsUsgiJNRlGOC4S2PSaqoDuURwnw2M705e3uJ30YLy7s2DdD8Z2orqFnK3je9QqRsxCIpRgWZZW4nuSXsM2Gx9UvWbd487c3ppfZvTLvqjvz19tJFXaQ"},
    "P-256": {"kty": "EC", "x": "xByU-Es8gx6Niy9URAsXMAGZP_07VOaCwjYOzXTf9qw", "y": "JI8ApSz9uH4h40Jmc5przcjrBfXB_aTC_VDQIQCjUa0", "crv": "P-256", "d": "NiArXS3lTueYWB-GrBbaOsuWu52ns9nl-TvgV9l0BFY"},
    "secp256k1": {"kty": "EC", "x": "T7sqcd70_FCfGUiLZGDVQKyQvM3qmoikRSL6qc6jryw", "y": "Bssw9pjHWvFLBDhTFeuKPx12JJxYBgbuM_h-77qnxvE", "crv": "secp256k1", "d": "BuVUbfCID1XscOXg4T1rZ8eECn-s7jlS-CYJoVfxjB8"},
    "ed": {"crv": "Ed25519", "d": "uGJF3QbCMECaR3pP2Ww73evEE2ylcu5UcrHTgi1FPUg", "x": "YL-dNEL-pAMqxEQPvJ-jj6x1uqrvJWhZQ9Z0aFJcAqQ", "kty": "OKP"},
    "x": {"crv": "X25519", "d": "uAwxp51_avaxGeDKH3HzomH0zANV-RgOz6LXDofj9kA", "x": "U7jo6ZPNeB0Ec2G7l87I3YYoNZRqGA9iRZ0wJxCbaAk", "kty": "OKP"},
  },
  "signatures": [
    {"key": "rsa", "algorithm": "sha1", "options": {}, "signature": "e1zHJMRs4B7Gci1a2U74OaJtrR+zdZ28HYqKmSX5f2jt7lgPWhfggjmjazCr0y5pYeHxiI7DhdHGqRu4Wbdg4AgLTvrkHleOguCjsHlDPwHLPkVADzLM76AxcSNat15IEYG/BMBJdlmaRoGV6TcPbOOw5esLr/UqrHxMoZYJH/GSpKcmUhnLb6sPrZhUKcpuzzuD/nAWn1gTQseLsO5tiOXqjX4pPtnq2kwuMtOx8bp4YTMnGos7boWUblAuINSzM320AaNZ4eoJ/hE80/+0OlSDJMwfH8iDDFs/OPErBIHfSHWGPxW0mRVvvxCnyANqSga+BLLDtEpb4ycwqOK0Ug=="},
    {"key": "small", "algorithm": "sha1", "options": {}, "signature": "UH27kfNxZqA4eaOn/ZJg+zBE/Yd5kxEt+5SMURu0xGO7omqft1vsGCiPP7ff2GeuCgFwLZM0h3gAQZbWutiLYa1noW76rL7j6+yWDfBb35kZEzqSoq+c981SRj6hXhY9sKmfkCZROIBWyYc+2Dw16NsDPpK+4uZVXWoGQuirOoE="},
    {"key": "rsa", "algorithm": "sha256", "options": {}, "signature": "DjYnSOeaZmt3efYikHOw66+i2p2tUOaq/1hi26P60QVsinjBfk8ECk4SuESN4FUVnIqFbmbtai5UU02PO/jBrXwpeGkENUKmsKCCY6/6G0/Ftd/BeUJMay/42i6BFrtFi0xVsmpIvESsJKNUCDakdOqm18cOUvKCq74c7T7LCK38HByp2TnSktUbVnMQ7n30uSHW61osr8QSonuTnjHhjZDZIvCNnGTztSDdd0EuFo394zPsZIS6mlidtZboWV5KJzejyYw7R7qKvNIjDpLKnMQ+6oe5C5esT8wyszr2sMMDOhgApr7IqXsVtWaT1kOHh+SSjtHn7cnJnB3bppcqUw=="},
    {"key": "small", "algorithm": "sha256", "options": {}, "signature": "GWXN4Txra1oR7UP2LwkErpQol/LmKM+/nj15EyIHvRhDDCREMs29gSPZNo3wtwp0JmuUkJ9n1MZ607KxVN5rjOzxXKh8dalAQ74MUMnWN6Rh7I50ovpXcSyFvIN+vdQMJmX8wHn/VjU5enaSyKG21y0223Y6GdvT0ccoJqqX7lg="},
    {"key": "rsa", "algorithm": "sha512", "options": {}, "signature": "i1jPmwC7756fCLQB2cFC2U0tI7LRo7H+6Ji/FsM5XJr2pY0nGuXEsqbOfhVHQs6lJhyXi51wHYFREtOq+dJy4fyqBGzgVy6D9zy4AHi4XTHToktCR3he/Lbh5W8Mmg+5kbO7T+8cTa9Zh8GbHuYsM9G2I2FyvJ65wk9lSTAT8izaItyy0RgxFC4rT7E7KOmEqSCxwIEKcSie5klapCxfS8Rm+MwipI2hPghBDy3xeltwinKTDcWe8u+9JW7y/8FLrhPQpRo4Ayx8q6rjrsC4ud55EkOSWwyY2E3CCshTXLOEfjbXe4tUE87pMj+0Vy36L9kItu6OXeW+qqm1q/zc1g=="},
    {"key": "small", "algorithm": "sha512", "options": {}, "signature": "qSGSN/CvZosA+OocXtG1PGNH1q0jfObeI6JkTbhJNRvvbHH0pvWdstck05mfDInT80dm0NJdHI3HSqxx7EQ0Q/axUjoERc3hU4erE7h9iHcR1cMg/VeAPfTmGWeyTgmRfk51lDM8jDzdH1G7QZEPXQclKtywIPKwFqu8RQml5ks="},
    {"key": "rsa", "algorithm": "md5", "options": {}, "signature": "EbTaEr0yeMN7PV/bXwZewBCf+3tyi8weIpPtIzQ/37ad/TAP1j8LUXC4oPegA8MDlZP29oKHtb8D8NYBYZTfgWcg9iAdd9nkIgr9ZEKJFMfphxnLDM0E6kZzx2BqbJLXZezbblnb5W3b+Hfw/pFZyDYRlhOcAzgRFB+XQyYYYDHxkkvxht+5VG2tizL8G9wezSU3SEby9HOZYm6Rrmjp4t2eUNgUVdM2bR0rh42FNFg73Xtj/lX4myBn4K8LdHv7EfDwX7fP7HuMYiNyvT638M78SLhBRp13TWOhTsrQFfv7sNu+6NckfbJfg9M8EeEb9o6mC38xMOB/CVAVNyKtLw=="},
    {"key": "small", "algorithm": "md5", "options": {}, "signature": "ft0RFLh2QQD37cP59ld22fLp5WTeSi1OBUDxryRdBMuBNT8WfvqNASTatVELmWPFyBXP637G3innl9Zhh/2O4yKH+544lVOhEUNeU6y75hLLNGemvpT+j+vaBITQ9Uv6WjqevulbMBEFj12Nqvt+lebwMeIvAPE7xzeL0SQCZpk="},
    {"key": "rsa", "algorithm": "sha1", "options": {"padding": 6, "saltLength": -1}, "signature": "Ltsf4Qh9x0fYxDm+kkbGgXcBXMSCD0z5jQ1+dCyoU8DvcJylEierBl41e7jPmx2Ym+EmhtmO1pTAGXyWHZ7wEnthWyjFFaqS3qgFiUee3g+z9AEvZoRjfktUn3DCuscACRrpExFyDpkN3qZF3ZPTD2Bf5Vxw1Klqqhe91Ju9cBDeDp2u5SPbaz41NWfsVhxyDkI9utV+NK7KQyju28SmLK8K78geXIdIBb2e59WlEDXq98Vn77fYbmtYaOdDWp7mlpkROkQHD99DLtr1h68g7KhVoF49d7CxyiPOcgHNSAckvyXGFLOSxaQ3zXAidk/ZCLwezcywJATfwzZ1yHOGSg=="},
    {"key": "rsa", "algorithm": "sha1", "options": {"padding": 6, "saltLength": -2}, "signature": "AC7xhQkYqltjPcNyI1aShGgigroovo/zCL5hMhsafwUJRhwXPV8rnaXJtdU2khtURK4OB3+Yieqit6E5Q2x/qXmXDFoYPFarqVu1LTBd64etmwMU86nAb/EqJadm8M/VWmXpwR5CB8skR8op0hKmnCQh/lIgAju7uSj5jzP/vukB44+wpi8tR9LFEB1Ga6HiMJpgknRQwpeSaER1sIYafbdrQRON0BYGOAmf8maR4UUFQR2T2lYvCQT/yVOFHO5OdHLvcEPst7+7vRYr18hwBYmy/GzhkWCgbXosgxg/paxWUKifVCJvSY7q0+s8vZvZPAr3dBDB1BieYzaZ+/Lhzw=="},
    {"key": "rsa", "algorithm": "sha1", "options": {"padding": 6, "saltLength": 0}, "signature": "TAqmnDShboAzu0Lt7xd5CH/w0BAcYb4sQ8uywvpJHSmn78mP0j1kgWZi141Q+ekm/OY0ck1qgcjBAshQYzDCHoHIupe5eqWXtFz+wOULLesN+9IRQKuA+YP+djEZTGI7QId/HytMJXnTw22o0EBHFRXbg7B+rqL7QfyDv5Tm2LrqLcsDbCoKktP82c2CwzpBFPhmPcrQ1fDAxGjivFRWeJrmBhRymNv4uQ/1YGHjyWug5Vup/m/paQ6KQkrYuuzYRfXop9R72ThVCeGQYuTnNpdJ4/TMn6ksvg4GscXwYbo6TfTtXyvCYKLVrB07Osag4OWkZCEWZaPw1RoaLiCHjw=="},
    {"key": "rsa", "algorithm": "sha1", "options": {"padding": 6, "saltLength": 20}, "signature": "PjBcVQ5wTMyCMLcczQBQTzIauoUJH9JKDfIYOBQ1rxO/c4UUBoBSN/yQI2E08AbnhkHeSBERP2BzZKB4jiI6lSZaEG35CQ7IUokXy834hVF2IgWvsya/1qKq8Whqi9/IMQ1WUUSsNP6e1f+cXpM2I3xCmjab6Gj0AiMZrttLVrJj770JtH2BtjdEDc9nrsJvw2FPmDtdTHMF0oXzre4+Uw6uqNYlSiyADe0TP2L/cHdGK/VQIal9xqz+6aTs8fBBNRJZ2LRXWKXeqXHkWorRrJehdhGl+JUttD0455sLMyg6gd1/ryE62VYKO7jG9OTcrXK3HYHxb4XQglFxXECk8A=="},
    {"key": "rsa", "algorithm": "sha256", "options": {"padding": 6, "saltLength": -1}, "signature": "auQXD24gX4ZL6zWKP4iZdjEU0Ai7Dp96+PPTMTubwga0noUXiQK9oWq3cEcbfkVrzlrkO7nEw/OSPVEwmGbunQwqzCKpE2WF4i0TKtvPpk5Dwm07f7Ob6JXcYu5Yb7TPiMbWE1fIv06q4q7OrX9gRcHUqRag5qK01q8rI1D3gXfnCDd10dd5plKd2q+DhQwiEbHhHnzjGaPgLNLmhunPuKSudcWMfhmdfVnwk3o/WY46HWc4D0GTxwzMgq4qn/cCCNL0MJJmAmdcgwl2jiprjO7amDEZd1o5zdwyTFvxmzXu8gB+jcDu13ABM5CuX6fu+rj/dUYLobWicswSeBdtDQ=="},
    {"key": "rsa", "algorithm": "sha256", "options": {"padding": 6, "saltLength": -2}, "signature": "A9fixawkf8P9kRd5zwbdrsrRgSy1/NNx0Wqi1bWFkdwEBn160q532eG2u190MJRIEQCpe+QBQHy9r2rHjSao9AZFjgQf81hqiHytULetfOhAolGt6etOvFjcZYjL+xN5DHpDNffwxSBl9AodPZCHbBvm1nF3+2cZMTgKpWtRWGvHpby6y4joH9Foeoko9srElvrnps92e938nRrlVov/ZjI9ZxU9b1s3WhzoTHtNr+lt3c6mQPcOMd8FxM3fPlbJC02tFN9pp4NvmsbTwZIed1onKtNqABxqwcLk1mmXE/47VjtaQ+Giv4qteTSYV7c6+IbSi2VHzcwOfsYv7Jh9Ew=="},
    {"key": "rsa", "algorithm": "sha256", "options": {"padding": 6, "saltLength": 0}, "signature": "cfPqhtosxoR736BXmN9n7GT9Y9rlmNewSDqDhg/LiGOhz9OhILo4tMhdN7lZQp7STKUQZwQSkc8JNnYIFbGwdF0BId/OukOgXQNmMFBckXLeMZUpJbiAJOO2cqk/II8XotbVXdKP68iWAkIavLVQDEZgqeRwNYgV9Y1ccBG0K05zXnRo3CCojvNpRqNPcFUqgAmRq32J0oFTMHhYhWCk4FQRWynGthSYkVaLMo7ZkjnHxj79MLlEUOoWaTaEJpFW94HQACl+vPbwrF5iEcTinvBAiR+ySL+J09FPDAozYmBz0q3H4ItL4Es3fRxGWOGfGEKxjfP6UshzXSfXZt1JDQ=="},
    {"key": "rsa", "algorithm": "sha256", "options": {"padding": 6, "saltLength": 20}, "signature": "WbaPDsOp3SEWQi3STCKdmWeHG3QJwkopYhFGKrXgtSwc9bvEKkuxtTwHHQyyaLWvDZZxvi7GbZH1sNWmRdUk6u+Pd2G/HqrZ1JO+Udk5miVTa1A5BlGmaBln5UUfr8Mfbr1F9wCrH50rI2Ey7cMRKkokQC8j1LqPCdns3rhVoKan1xDEpxH8DpkUbYcjhAPCV1ooBR39KM1qeg8jA2QhjBtJPYWHCmV9xMt93QXSvA94Yl/cBdwHTcYh0ttWFyWaAB/G7fanZadlwn+f/cKBLWgmGUGs4uPLvuTADaxJHtUKh02T1IPzAq8gWhrCPUgy3+iFj+KV3l3C2wt/8p0/Mw=="},
    {"key": "rsa", "algorithm": "sha384", "options": {"padding": 6, "saltLength": -1}, "signature": "cf8Q0GL4/zaGOGtsoeG1TyUZLEdmPYvpaz1yVByepdUNOaZssSIz+yX4G0p2TxQddx0hIDXLXMqugAEN+U6azj17lNElf9BnH4BZvlAczRAZhRG899YDjy1TuP5YtLovs38bfpfDxrVTGljsqXX8zHVxaRVyYOocVEo3RVcdLImOg1oK+DMWScZSjX70iKWHPj0TqzG8KNr3zMKg51XK5myGhoRyM4Rf7J41ahrRcnZ4NDsipwrhlosxM8UP5G2H27wsYit+0TWlrNiqzBi2qYUb1jDiw1NYTc3JAHQu3V/dX64eI9vDN7IZIHCxUR3xW/dCJuXtdVTezibz0YI1+A=="},
    {"key": "rsa", "algorithm": "sha384", "options": {"padding": 6, "saltLength": -2}, "signature": "ZGkJGHTCMljppTzUL+F9fwkaKknjBPP4aNY7Zw8+zURhAPV7ywtn5U+8TO7pH99ZUG+Z2KqWW3+uePkAjcR5sA48A+u2/TGdXYUhYBg6Yl27CsMhchEmIIDnjQSm1bn27qEC1hKbIDA1pXzztn5E+3SutiTflhY+vlY6QjGXEMQuj8uzZVMH23V+TQWVISvWFZNeWB9zCWo8bLxXUdDZsR6wZlIDNjH47h6lL7u05Uv9RwWD6G4famHIeWPVtuVpCkyeagcUijxswyx1/XB70vvWYrhkcF3JPD5JOYPqeKZUWji/aBVOD7Crq578P7U2vnezoEMUQHHDy3d0eP/ltA=="},
    {"key": "rsa", "algorithm": "sha384", "options": {"padding": 6, "saltLength": 0}, "signature": "DjRQ3J/MAGZMnjFTp4J5Lp4yM+7A7hr6L9D0n+Z1E13W4yuZFQvnAXux2atJUF8jKYiZAK8GdG4lArbcuZjd1uiqylLXxmCsaFYdTPQpWhiLX6SoCr3TA5wV3CM+6HyXRxhc3/S69ttlmYyGGYVi2+7tRmciFYb0u0ypsM0Xjvf+7LGAMYiqIXhEFKReKooEDV0r0pdCu+P0kMSTO0KeGc2epDStfnYTzHA0evmKDj8BO7NnmJ6vEYg4s1t4Y4Jm8VMjtLBDnqbiVFQdvDMrhSNj2bsxhApbb+1q1HOIAJDvuwCjS8MgasVQ3+7c2IaLSGvjz3umBacqX+FZrNGpOg=="},
    {"key": "rsa", "algorithm": "sha384", "options": {"padding": 6, "saltLength": 20}, "signature": "fW1P4q17zQRYZNVeq7gsmyaemMOfCd0bT+pi4+kN9JPbZvHao3pplnR4uqr5vL4YDUvZNPdjI0Pll+/gXL/fTUEtahKv2ysxHOUJQQmHMnm3QQ+2gfeN6+MA0hy9oe/iisG0cvnV1kXZBq57yF8aSiCTyApDzTabOlXrNPwehJpwvxdvloV3xuzqGSGSQYC8rT1ccbgrKiKSpn0cd/1ukznGCBExC+HeIwsZZRqCoB0LWQ6eiNs+qDnLuG1g/YZCTmdY3mV8QJnILW/8WZtO6lnzeZ3TxvgkPzjK9gnbWj2gi4lFEJwz1Z1Ab0Cju4H7p6vtmEHc9iRnCtsYtXJ1zA=="},
    {"key": "pss", "algorithm": "sha256", "options": {"saltLength": 16}, "signature": "KPepktGh8vA0NZmr8+ZNIWMtXRui05EqJ9WTIsSYl6zyEG95NvIp6gHewAGjMSAPErRkwAYsUyFv9iv/eSsFQ/po7WcPE/V1IOn3Awv5e7TsBp1mTUdEAxOKdX0BxHNvhYsKiV20Y9GGFCsIRMdYokUcegXukomjY1zE0TjLUm4cvnN1xooS9fxOkjEGS017N/zFUDkk9M+s4xJFtYKcPGbpZ8WXv8f/cVW7QN0TgFERq1wDpxWgdp96cenpn6NJcvEKQrd4kavE4m5729shRiTeRUErRuVdl4MDYfGrf0nZOUlaXvgg8q6ScXRDTAzT6NqCWso3Gez7MMsJ609u3w=="},
    {"key": "pss", "algorithm": "sha256", "options": {}, "signature": "Pd4xFERWIuDrfW7AIfyX2d6hZrUbRpGAHWUmvR+tNSEPIgcvF3hiXJJ0HqOFi9FZnKmyottpJDNi4pr2UfWqQJ/MLMUNBgW8HyYHVJycLYxNrT5ejDOauIzyGNJ0AWOb4ausIFPqASUhU80ZF6hhChIjR9l2Q0Ckdhj0MOn0Frw7NMLSZ04Nl4HzxKHo7Bvt61v3wn36fT8J364GB4t12nk1obDMMosiekA1L7ALIrAvJ3Rm2taixDnWpIFVspMeGcDwVv7dD8rzrZM9ZLzcCqNdY8byPZH4y5GDSong30NuJXQaoqAkC3qL2Azf2nL45mIGvqQoGHfE/T5VxUG4/g=="},
    {"key": "P-256", "algorithm": "sha1", "options": {}, "signature": "MEYCIQCuNQmmHiFDIglBx9vNTL+qS+Ef9m7k/wfEKyww21wWbAIhANAg347BneCPKZ3UDmOZvDsqbkrNpAiRqNrzGg50FVjQ"},
    {"key": "P-256", "algorithm": "sha1", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "38inR+CqYcpmDMAKrkaHy63oWWFB4QWCaTh2C4scif6yIz3uiMiXO6d7NkKx+Dxat5SHPEmzvxjGVhVHX2CgTg=="},
    {"key": "P-256", "algorithm": "sha256", "options": {}, "signature": "MEUCIHJirRbO1LGHTizUcuZsS5p3UMeGamXvJ5GMtosn0l1NAiEAgopRj2KASN1KWVbYmRi2HOmxbrLigUQvgUGQSVSMhW0="},
    {"key": "P-256", "algorithm": "sha256", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "iQzQTS15B0elTATRx3sKCY2ApuDhqNYOusgkRwJQ5KafeJTu8HUR0ZBBH2dM/H1PNRZcLHtgI1SxDQrkeZBoMA=="},
    {"key": "P-256", "algorithm": "sha512", "options": {}, "signature": "MEQCIGUy/KT/4O7iZ5Lz+a5q+I4byJiaznMZCkUUvx2c+UtlAiBmYIlBcdwL+9lxzSCLpNueVmFyxA1d0ZR5WS87mJ7gFQ=="},
    {"key": "P-256", "algorithm": "sha512", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "wDoqE+azvCzhiqzWLVaKoA9wvzDuRBzaZ0+3+Ka4RadktWWBn2r44IimWLz9iuKUey9PYFLplKKhLne1i6tOcg=="},
    {"key": "P-384", "algorithm": "sha1", "options": {}, "signature": "MGYCMQDRQSp54dm0L7x6FtJ+nNRyUG2CgU5qMkYuU3d1HHplwz+8+qRVSakXCsaq4EeR6rwCMQCSQwjehbgeNU2E570wkhZwxVX0s8+HIOrbZHWEmArb44RdJ59dzWzjGTIP1pp4uPE="},
    {"key": "P-384", "algorithm": "sha1", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "2V/mvfhI/Y7tZm7tSWA6I6NzQE/sWANG6i0Jgrm2FkMPWowN9Ih0VROI21h78/xeRzRCi2sB2VpCeGDg4vnoEsJGWqTy+o8vjd0LTCyHf81oVz7iyQPZhWDRLKjzzjKa"},
    {"key": "P-384", "algorithm": "sha256", "options": {}, "signature": "MGUCMByWyPnaBM6WdgIFMFo6Q0UposeJFXU3kdUs4BKxFazypOElWPvOK3wgwqm7YXOKUQIxAKKO1EjwR45OzLrtpFJehCh7imn85Ttvs93ZbrMWJrLLsj79NsW/7jOETkIKbyLniQ=="},
    {"key": "P-384", "algorithm": "sha256", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "7bPudM/rki8q0zekP/+YxiV+QWbhLQNa5uw2hODzeohCFjscyvyseZf17IYBWcP157VSTXBHLwsr7mtudvLh7qSzlx0DCS81q4S+E7/oxzQlvEnD8otgoZ/M0/7cAn1B"},
    {"key": "P-384", "algorithm": "sha512", "options": {}, "signature": "MGUCMQC5v03BqfYHnWNrH7kPlvMDubO+Fs71nl6C66+qsaQk/wbQ8WMvsV82lCOj1uHYMy4CMC9mKIn5pZTZMEMgq1Or+PzgUUHO206g4GH8+LKTTzMX3Im460SivwjIguYgqoLxww=="},
    {"key": "P-384", "algorithm": "sha512", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "LDj2NgFnwOSOfTTzC0Ls15nD+kujzjJePHLmWxZGbbyoYliTfz1eeIA9RguwD64uqfSNtH+YHWaB27r7KdZ5IIhlIY9M1mUJ+A5Cv4oXJF5Gg0xfcqXK00zyinS18pLj"},
    {"key": "P-521", "algorithm": "sha1", "options": {}, "signature": "MIGHAkIArzoT4UmnlVz72WAAwZ76/0OXlPJgMLRjZzaJrcl1lQfQsqs7atVkk6R+xIYGMAeHZU8td+nnOyqLweAwzqp1BbgCQTO8MPpQZyq/8RkISmUKqSzKWJf4z8czfXC0yBF2+jq/44y+0lXg7bq4S0xNEFk50Cw1Q7992p64lD6Oh7gDY9Cc"},
    {"key": "P-521", "algorithm": "sha1", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "AOsd/LI13E0JDz4iVJPm5DucKdTAX8Lj9HowBpY8rNYYxMApr+EJfGGmFerf26GmzA0LgqZM+5Kx4amdoHJkxP4AAWFOefmhuY/KpO/TbYzAFge24f3G576P1ZAJUQvARF/eNdVjqZ+C8zG8epklY8zbXAe13xw6GLmHmOT9Ayy4MNt/"},
    {"key": "P-521", "algorithm": "sha256", "options": {}, "signature": "MIGHAkF/eyiJ5bUoDErdDL9Kytdj5hi6GkKqO1znddygvwMCbSoOWDjnn19f/jcQ1tgJVCj5GcYI9LkQrXAAD43IQAGu1AJCAVZ5eEro4Xh0XQ1MXcj93jsV2WIANSm07vQ2YV18+jbZ9eWqusa9QZjfLD68aISzL1W2FpbN7MfljY2yxevhXjFl"},
    {"key": "P-521", "algorithm": "sha256", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "AFeWMM6FPtDjc3ntfrUTWmD8cdgDZ2/jrOkNttomSxpfFADGdEZIiWdps7aHLYt3rZDWd2+dzgo1cVIpYWzQU8OCAQjqmM78EOVZ/YNBI4Na6s7cXVR05voVwT+9qtDrbx6N36bWJVZxw2AIcDSVg5PoWFIdmFSmRKtUySCoRDDXFdTo"},
    {"key": "P-521", "algorithm": "sha512", "options": {}, "signature": "MIGIAkIA4M8XaBzSkjmfZjaq+AC+RjS+7acYZnWwtMz5x0Mf+6ePNWgCeBiCoB/kcaNrKzUZDn8kAg4GFaFQtfN4l2W2710CQgGqoOBizQbQYK69YR2PCQPql9YYZtL1esihrp+4qhp7mMj7ODSWiSlir9u3JDzgsHKfzDfeWCJZvylyuHE9qpROQg=="},
    {"key": "P-521", "algorithm": "sha512", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "Affm8SL3XBjz6t7mSme0Pot3Oq4n8fBevjw9tkyJX/gvHcWTYEFK48QpruPrvWjEJVZrylOF6X8s719BPbOWXEVeAWvx9Lfb3y4p2PS59qOUXRLHEay3sgF4xb+KApGRQpli17VqsWySGygYLAGCT6OOQJqHH/XWmpqgjht73cG4/oFS"},
    {"key": "secp256k1", "algorithm": "sha1", "options": {}, "signature": "MEUCIQDS8iJFMKf99bUGDOC9QD+l3XHEdDNE9VdZPVFqmHsTEwIgIsAC4mOklkrs2D4NXWFJRgryFhW76rk8nfLFCh5A+6g="},
    {"key": "secp256k1", "algorithm": "sha1", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "FMnRpJnPO5Mi/3H4EyBnrIfReOzd67YFORZcqo2r4tlRY7KMIFLr6i2qZT1pwMamGOrWNoF1UquFvakzzO4ZTw=="},
    {"key": "secp256k1", "algorithm": "sha256", "options": {}, "signature": "MEQCIF8/t8wJvaquIrzpsilhSmHwtn5ZLDaK5wrhiSUUl890AiBu1RJuxlZ/IKD1JQyYzSAYZ/OsrRTL+QSGgqN3xnQtYQ=="},
    {"key": "secp256k1", "algorithm": "sha256", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "Ndq0g+QxYQA5PA/XWvCXeA1vuxa55VmIUJWX4SqejjABGyHSSxqM2aZGP+BXUklgy7V/S9sn3snrAID00IdxOQ=="},
    {"key": "secp256k1", "algorithm": "sha512", "options": {}, "signature": "MEUCIHrDrNlKJZTwcYbMOW6A33CCkDaLCrF8da/BLKakRs6yAiEAzI2CwD6En9NVomIwKtlHfbg/Cf/ugOARMkvc6Z+S5Vo="},
    {"key": "secp256k1", "algorithm": "sha512", "options": {"dsaEncoding": "ieee-p1363"}, "signature": "ADu8CLLDSWVCeH6u4zJE+6O7/5NUDtLJBsngUzULFmbfQaGQNb85WT6Gq1Cmd/PdEL68MFbAzHypesS6O4D/0g=="},
    {"key": "ed", "algorithm": null, "options": {}, "signature": "lMH2XlFKgNbNe61ndS+yrOpXxc+iA9ANJNsvX2YHaK8WHCLZt4sQX7S+1MnLyvcSMxXQevMl218j4G+suhWXAA=="},
  ],
  "encryptedTexts": [
    {"key": "rsa", "options": {"padding": 1}, "text": "kTpiz2GAERXUMRQvrDOV+US4tyCk7VQlkQ1WFFdJcdS9HfSW1RAfJEMAexklYLK0vAhgrjb0PyMck5/VjaSSDQob42bRI/VcoBucVsz5/RgLA4EoPJRt3yaxTlS62qEd7vgzZ4DfZW0CZEXGj6YGQhu1HTna9u4z+BvQ64hvYDYsl+xkonb1y0IAZGrWoKgXvqvyPS5+d7aPcMA2dghKBy65HZrJgU2nsG+lO0hxozXsi6muqLYO0rlVF6VuVDs8w+Unoi+nkc6bBi7gtoW7G1Xchn47sBWTcdtuQMYAAm5UnEckw3FJ/GOGw1HjSc4SPcahnZIWSflM+A4WtKVWKg=="},
    {"key": "small", "options": {"padding": 1}, "text": "K6k+5o2Yt06BaLIRs9hwTTbCBqTHo2WlhAsiZVAWd5Z9LGDjaLIdWRyLtGcq8eOo5iqhYqmy50UZCCd5lslxdiesF1gsLxUp0XPykKEBFKOXdfsdPLPVpyFbfYYBks37jJVdSUAoDYxpCZDVCqzhExNFWV/311L4LM1F7qNO2+w="},
    {"key": "rsa", "options": {}, "text": "BStIYDKmzhnmwxPpn9YOmE/6P1/HLmEUZrYsrUCe47NaeiKktBzXr3U5/ycfgcVvnzDceIRSF/3NF470+f8mt0x02Tvs2UAv8oukBECf596bd4mJUK36vi+WKphBXHgIiKxZ+L4bSzIOgiacCX6wykX2ANRf+VScf5gxhOUKy2hhB/XNhF8lb7L9qmEDeL8S/c+minXpvTX0Y4tGYxQNOcWoRsuNZh8I1aN/G1qzntKnRbG+IvBll9nW1ta0VcAg1MI9cq3S4hrnciCWplsOKhTLIu5rbRrFdgfY6H0NNRy+xnEhJ0scttLYTZOiNXM1r+vBzztM1dJQAqTvpWWHVA=="},
    {"key": "small", "options": {}, "text": "q+oQZovXsaRIrj7j/qKjUKRyqY3MvdnyFY8PF3ReTrJlX8vX9jLt6YCfxYlZ1nKplPPgMvOxbAYn04E7Mhj2X9BsTyJuB+UdXPhAbgFY83kIoKT+8YR7yZJvl5iIXmjvPRe4AqYPA2JPGcvavO+2Vh6fZ+z7eUZgJfH98AqvBGw="},
    {"key": "rsa", "options": {"oaepHash": "sha256"}, "text": "LNpiMSKVhxOAPU/EcEYMoloROOkYmc6Gcd+IdauZF3bxXwNxWLIVegjL51BaVGKSZzPRtUAQXt7lnt/rq4QRA8myZKLatvcJgYNsoEzRyCdBDVONap137QgTvFrQhUk9SlaL25E1/iTcn5mMhjw7YXYP48w0MfeRZ+hnhn6qwMZlZVKsZnN6wPvALXIziqnm+LKtgib9oDc1nKsYTNk+ycEDfuMxbQWKBFzFZ9Q90R1fAVwXwByyusMnGtn02XZz1fABAwx3jc7Kcc4UGCkrFNpwqIj51otkhb9i7ZO3tW4u+uZQCihXRMtIKB7JWtetbOlgoQ/WGhfm5wGItHRuwA=="},
    {"key": "small", "options": {"oaepHash": "sha256"}, "text": "Qm1eP+/+vagdBBkJKhsQM0czR2aEcvBlu6RyKwXsSFcLFr0RIx9YvfWLw1TF9+ggjVKFpcDMe17dQhQRtgHgExiiPV1xia5BgPM/V/ZluDSLldEUDGgpFS8PPwKvZQdlZXRecRu9ITffcEmx9DMO0sHEHcynP2u3FxUjjstTPLI="},
    {"key": "rsa", "options": {"oaepHash": "sha224", "oaepLabel": "label"}, "text": "bWkOXRQD0RyeQa7c6vBuUcfgMvHV6dh0RQpZvAUvLZvOnM5qlfaIyuJE30gqYjnJQLoinUz8S4YYeDDGaKhWyNXAYrVmcE+P6CKgOkKyHc41zPe+atB1sP2xr3x2J7lCqp8d9uct8qPDruyv6sDXVmBoT9LW/DfNGUQb7iSNiDSWICNTrp19di+8wlF1P+7YarK9suapj9mP2QMsyIm3z75E6mrN/u1lBSlc/nhniZSCIG9R9VbdcDydMPpDJpPsYte3JvPiouoeTEbUuMbjzLCug0YvS8m4MmKivJLTx+CJ4QA259xtz7UTiyfPlGKuBNUHaj78yvInQ5VXwJgcTA=="},
    {"key": "small", "options": {"oaepHash": "sha224", "oaepLabel": "label"}, "text": "LZmarHEEEq+jYGeTsztzm1P+VJ9xzEFf9m7eqJvmio0ZVOGFUCeiQ1apFInij10OAZYhiXll7g0CqpXHIAY6D/jDOdtB7KIpGteqpBaMollrbWGAHlHG7lAhJifknlr5qq3p9YUiNmG0NqcX/c6Id6/qb5kkiIRoDIUkYBPrSKs="},
  ],
  "privateEncrypted": "Bm8zDxWw3MeM9us+EJJW1EOEHJHz1Iq1/DZrGC3CpfMCIAPJyT7GVVqmFOsgbOzNTQnIv3wq4sKK1+nCJMjzw8YhpsB9JBrtFwEj2GuTbU/IcT0J/hSmERrcTb4abEiqHn6MuDyBIlnU3Fc00MUjy7njYP8hnNpSfKCLT3d3jaS58hw2el00jjIINFxOpFen7hZ/duKPzWcYuEgb5Qx9wWOgzSCd9KvIQA+WXUQwYYH87MmF7LnHr6BkGdAEFuRWsjFWSLPqVV5a2x8KwiMwS6cwS+/qZbEROuT//7JzBSDvwu4DT2ge7UwGUvQT9gbZtDjsc1Pv7/VA6T6b0JX0GA==",
  "ciphers": [
    {"name": "aes-128-cbc", "text": "some text that is longer than a block", "result": "6c4386974d06ff5241dd6595e53905343d78abc5d53cd5e9dc42ba9c247d1c35427b515e0c8dbc6c8423166ade0be1c8"},
    {"name": "aes-192-ctr", "text": "some text that is longer than a block", "result": "98e37a55b0b33e0fa252c03fc60cf9b93a636e72d2a58927d6ced1f1aa44d39bc1ff303a56"},
    {"name": "aes-256-ecb", "text": "some text that is longer than a block", "result": "dcf4cbf8187d6fe9cec490a787bde3b498271e7eb30a95df37b431d336b8b5bc0036db3a76828a2d27777350fb069522"},
    {"name": "aes-256-cfb", "text": "some text that is longer than a block", "result": "11c17f9604cb8f70a1d601dd72764bd64337b53926860dc81369145c444d559a7ca18adcf6"},
    {"name": "aes-128-ofb", "text": "some text that is longer than a block", "result": "64b9799659dd50e803c9211f9c45e2632c981569f2dc334707127d8b566708168a825aa12f"},
    {"name": "aes-128-cfb8", "text": "some text that is longer than a block", "result": "64473f026dc4156030769a6c92bfab09e18418d02a9e1a8df12b9dbc36699688887e7f8141"},
    {"name": "aes-256-gcm", "text": "some text that is longer than a block", "result": "74b9a42c6a23a485a7ecc8a03dd3e2dbd195bd8085d6e803fdf3889a16db155f1513715406", "tag": "dc73abc85adb046129a50b8ec2d821cf"},
    {"name": "aes-128-gcm", "text": "some text that is longer than a block", "result": "208b7d06e65a2304e3c07a5cd3955a32286d25523e951568e8166956e3acecce6a2c809456", "tag": "9bb7866534526e739181273b1900002b"},
    {"name": "chacha20-poly1305", "text": "some text that is longer than a block", "result": "95739f4badd78da2050d9d91b2ffc440ff930062edcd18a134f073dc9bb625fcb17f969650", "tag": "c53e7c67500c3aac7c9d194c84a2e4fc"},
    {"name": "id-aes256-wrap", "text": "0123456789abcdef", "result": "a223bdd486e9f222d55c1326071da4680dd30fb5a9a33e0a"},
  ],
  "gcmLongIv": {"result": "e462ffe8", "tag": "ff943de76f354c548c5bf21a3d24b4fc"},
  "scrypt": "1765486cf4c5597fb5308d16b99794d7d3a0bd2e9464b9acb1ca32031a85dfed",
  "pbkdf2": "afe6c5530785b6cc6b1c6453384731bd5ee432ee549fd42fb6695779ad8a1c5bf59de69c48f774ef",
  "hkdf": "9ca0d662557439e3b83365f2da4626d35da195c6d9d1779f09838cf9e408966ece99106e2585ace6f083fa1acd5192f430fd",
  "ecdh": {"mine": "60f9280400b3ca5d661c74967f0e1b934aca394a41f793c2ff39c92da73aeef4", "theirs": "03dde86fc7c7a92ddc782b46945671c4e80fd8cc1914a22f064a747667ae5ccf64", "secret": "edc121bcce461f2789c612e6f8b220888aecaaf7202d77cc24b8dccdf84a62e9"},
  "x25519": {"public": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAaI1Ub0vqYcJZ6PHqOdqv8jvIoZp4OiqL1MS51/NB10I=\n-----END PUBLIC KEY-----\n", "secret": "86873c7ee92768ee3266ce479ecad4f646fdce9bce51c603f46b372f6546d56b"},
  "dh": {"mine": "c42bdf611968582aa6680ca96e7c19637348f2633c797b86ac", "theirs": "799ba07efa19e3f824f2140fa36f37264d96dbbfb5819d652d9caed1d2264f15c81dd066a4951501abbc1f5344d736a380a8c35569c933744d96d3a0cf96b74143fe84c76a48a2c983c966b4f58614864b3c0b5ef1ce6a0d5299b64460093c7358ab4e04aeaff30e277951495ffecc7d2618a0ea063e1bda1f4ee99657a8406002c5a0e2c2fa21099ea51079299b6dbcc25c69b6cab4101a8937c5414d76121731dd83cb5142034156d6ca59aa6e3f7650cda547a867f7a6e2be02ff72f6353f", "secret": "716adecce5d18f4fe2c417f88c28ba0497f022b63aad85128b76e569855b1d2ab55d457f0eb6d4edfd18fda324876864dd6d329ce2e98f0f9c800c954cd6d4bb9cdfe8c5001f6b0c4a21bd675ea3cc4515644f34ef8a3c6f70d1319237aafdcc1a682174105791595288464ed1325584483a421af20e2f076dc764237225579e7872d3ddfca12693c7c023caa4d581d2efc3a52063e45d1022923a444ecc895d092b6938ad8194f6055b414ce76d7eeb866319dc38c44b453a1c4942ce8ec2f3"},
  "certificates": {
    "ca": "-----BEGIN CERTIFICATE-----\nMIIByzCCAXGgAwIBAgIUG2LDnis7IA7aBXpM8AEKKE0BWbIwCgYIKoZIzj0EAwIw\nOjELMAkGA1UEBhMCREUxFjAUBgNVBAoMDUV4YW1wbGUsIEluYy4xEzARBgNVBAMM\nCkV4YW1wbGUgQ0EwIBcNMjYxMTI2MTYyMjEzWhgPMjEyNjExMDIxNjIyMTNaMDox\nCzAJBgNVBAYTAkRFMRYwFAYDVQQKDA1FeGFtcGxlLCBJbmMuMRMwEQYDVQQDDApF\neGFtcGxlIENBMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjtKdS9Z08vpSEoj9\nuUa4tuvtH/McdqOnHoQst0eHFRN3p+RpURufFvC4T5OsoIf5iXPByN5CB94Bl39f\nI3RB0qNTMFEwHQYDVR0OBBYEFBFSXnmGzFHcL8GLyivQaZs5WhbiMB8GA1UdIwQY\nMBaAFBFSXnmGzFHcL8GLyivQaZs5WhbiMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI\nzj0EAwIDSAAwRQIhANZibojoXD+r5Qa3xMeGPCSk2tdLECsSdxlh0FbQIIyPAiAu\nmCgVuB413oN8ULI4IJfaYznMZciuAcv0vt+UAKGzKg==\n-----END CERTIFICATE-----\n",
    "leaf": "-----BEGIN CERTIFICATE-----\nMIIDWjCCAwCgAwIBAgIUZ3rXsYYWOZ7A0xqEPKtf0zuSKtYwCgYIKoZIzj0EAwIw\nOjELMAkGA1UEBhMCREUxFjAUBgNVBAoMDUV4YW1wbGUsIEluYy4xEzARBgNVBAMM\nCkV4YW1wbGUgQ0EwIBcNMjYxMTI2MTYyMjE2WhgPMjEyNjExMDIxNjIyMTZaMDUx\nFTATBgNVBAMMDGxlYWYuZXhhbXBsZTEcMBoGCSqGSIb3DQEJARYNYUBleGFtcGxl\nLmNvbTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAMsB9IOtI08G7KjI\n29KZFszNV9n+OV2YCP88xOjiFIZlCNHtsXOAS77ivBQtFKs28qJxqHBFCti1cR2y\nE5bBvSy6eFaIxodciwxiyPanH1t+SakG/CKWiKiE5IX2Xxv/NMY/FxMzkyuuIIkw\nr8WFWDsRwqYbLs4kwDaTuQcV1BnwnuPXzxj5EAyd6FiSYJIHNrL0Sc/NDn1SyTfi\n8JE1n/X6dUmzWYvP15rdqFKTj7Rdbb2kqlFPoeQ12ga7/Eb/uaUhh5yDDLIEGg8j\nqgwy3F+UcWjwHbyhVLSkVNL9xwYWHvaCZe/0tCmGFBBcRFAmA/Y1nmUtLSMrBL0t\niUAyCUkCAwEAAaOCARowggEWMGUGA1UdEQReMFyCDGxlYWYuZXhhbXBsZYIOKi53\naWxkLmV4YW1wbGWHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAGBDWJAZXhhbXBsZS5j\nb22GFWh0dHBzOi8vZXhhbXBsZS5jb20veDAdBgNVHSUEFjAUBggrBgEFBQcDAQYI\nKwYBBQUHAwIwTgYIKwYBBQUHAQEEQjBAMB8GCCsGAQUFBzABhhNodHRwOi8vb2Nz\ncC5leGFtcGxlMB0GCCsGAQUFBzAChhFodHRwOi8vY2EuZXhhbXBsZTAdBgNVHQ4E\nFgQUwvdBA/713IBgr0e8ExN7R6oqQd4wHwYDVR0jBBgwFoAUEVJeeYbMUdwvwYvK\nK9BpmzlaFuIwCgYIKoZIzj0EAwIDSAAwRQIgHs/nqe7by0hMcvxef5JMwFKmvs5Q\n/6jDQhNOT8u8GmUCIQCzmMb3u/10lioZKxjm3R+84UQIWZQdiUataH1sOoRdwQ==\n-----END CERTIFICATE-----\n",
    "leafKey": "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDLAfSDrSNPBuyo\nyNvSmRbMzVfZ/jldmAj/PMTo4hSGZQjR7bFzgEu+4rwULRSrNvKicahwRQrYtXEd\nshOWwb0sunhWiMaHXIsMYsj2px9bfkmpBvwiloiohOSF9l8b/zTGPxcTM5MrriCJ\nMK/FhVg7EcKmGy7OJMA2k7kHFdQZ8J7j188Y+RAMnehYkmCSBzay9EnPzQ59Usk3\n4vCRNZ/1+nVJs1mLz9ea3ahSk4+0XW29pKpRT6HkNdoGu/xG/7mlIYecgwyyBBoP\nI6oMMtxflHFo8B28oVS0pFTS/ccGFh72gmXv9LQphhQQXERQJgP2NZ5lLS0jKwS9\nLYlAMglJAgMBAAECggEAFFe9kB1fMqnbuL0p9ARVuc+g7E4SowubaTJGfBy9mEsT\nE3BJbizOylHPrYjn75FJxpfznE563ATwkRx5ZIvFAHCuIuPBWyqdn2/dugO8u28g\nBAFYbkHd718jxD3QQY61E+GaFxk9t+ySw5SepIEsenzY38rNCai6ny115t0b3D5n\n+VyHAJ8aGFDU26xRFhdfpcfQDsbYfpcrITCK9fjfXiwemvudm0+BGj90DCc/6Wwl\nFjumOlXbn9ElX1Lc+AU2f+11bfQ80xZ+wE1w8RmgdLbPjyvKv5zuLu8fqlHscMCL\n8eX/gsiXlAZ6j7FSDd7ai01yOFVuW4YMh4RVtlGDIQKBgQDwMQy3FFB7qYH+Kyeh\nzXRg2Ch/XbxN+hGYNyE6QUsAUP0I6LRxmDS7+eQm2CDmLuG+57Z/Lh2Q2X4Qqwfv\nf/UYujAL5n2WDEWBdoquNwVkJ9fm3gZ9orZaSxYxz+1ehHu6/aWU234NxT9MeXWo\nMZoP6PY2fq8ln6CoGEMCLR9gWQKBgQDYXmYUPa8hOtWf6vdtqT1PkVtYhOqqm5KY\nZYu/FRcn/9YcEEu5mI+LKftlBI6M//hOSyDRBeXUmDMlMIq1ZUxtoeJatP3XbOM3\nLhBdPFRIdkqFGv5J41ZKupXcZkceOvMxJwJIAruTBe4EDXKVBGxNx9eCknjRYVuG\nFqi83NxScQKBgQCVat3vEisTEpq0Q6JO7GGGUVG4EdavZ24Ek98Ov0lp8/fE0AZY\nWAgOG+ELLQ4iQ23ZdYm4yjZIQpRCyDKSkbYl4MU80fC0JAQlCloxEDdBW+vaSaoe\nA9eOigFPkXqnfqD97QZReM2MwXSkHTbNH7YoSZLIybwpGok1qIoe03UeWQKBgFL2\ndzuhn0oljg3ggXkZ4Hlm6diaNoSuXFp07U2aX6OltEpUcUS726ZntY45XhNwfpw+\nsFmVYlfO+CV1ZGpDajfLT8iqB38XsFPTJNErNcIHIXHCNOjN86N5wcadrP1Ja0BY\njcZgzd2E84u4QEwlQwXb76WQViUqqHZUr+Si5xPxAoGAVGJYwVNXNJij4pXHCfB2\nqru7tYJtweb/IHCMZN/ThSPC07CSReGc6SQ+Lk1kdR5l66ximdRMieigPlaoUFof\nsWGubuey+E6zuZO9N9NEeTY/KtHeXJb/rYFkJHkvDgJc+j0XcHKxXP7/UGY77b0c\nYFku2m/V7qDG2ZPcjJujH4M=\n-----END PRIVATE KEY-----\n",
    "shown": {"ca": {"subject": "C=DE\nO=Example\\, Inc.\nCN=Example CA", "issuer": "C=DE\nO=Example\\, Inc.\nCN=Example CA", "validFrom": "Nov 26 16:22:13 2026 GMT", "validTo": "Nov  2 16:22:13 2126 GMT", "fingerprint": "3E:45:29:8C:D1:20:81:01:94:C7:DD:5D:CA:02:B0:93:0E:66:3E:AF", "fingerprint256": "5B:13:47:08:00:B0:CE:F3:30:64:64:A7:F3:80:FF:7A:CF:98:9B:0E:9C:FB:51:01:5A:A4:1B:B3:BD:F0:9A:C1", "serialNumber": "1B62C39E2B3B200EDA057A4CF0010A284D0159B2", "ca": true}, "leaf": {"subject": "CN=leaf.example\nemailAddress=a@example.com", "issuer": "C=DE\nO=Example\\, Inc.\nCN=Example CA", "subjectAltName": "DNS:leaf.example, DNS:*.wild.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, email:b@example.com, URI:https://example.com/x", "infoAccess": "OCSP - URI:http://ocsp.example\nCA Issuers - URI:http://ca.example", "validFrom": "Nov 26 16:22:16 2026 GMT", "validTo": "Nov  2 16:22:16 2126 GMT", "fingerprint": "BB:78:BB:1B:50:46:5B:EA:C9:69:2E:66:21:F5:4D:B8:E5:6F:4F:87", "fingerprint256": "4E:A9:0D:B4:99:A3:66:E2:16:11:34:34:BA:16:70:1D:D4:C8:8D:BF:F3:8C:94:33:FD:0E:50:00:83:80:AB:1F", "keyUsage": ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], "serialNumber": "677AD7B18616399EC0D31A843CAB5FD33B922AD6", "ca": false}},
  },
};

/** As programs without types use it. */
const c = crypto as never as Record<string, (...args: unknown[]) => any>;
const { keys } = VECTORS;
const DATA = Buffer.from("a message");
const hex = (text: string): Uint8Array => Buffer.from(text, "hex");

test("keys keep their encoding", () => {
  for (const [name, pair] of Object.entries(keys)) {
    const secret = c.createPrivateKey!(pair.private);
    const open = c.createPublicKey!(pair.public);
    assertEquals(secret.export({ type: "pkcs8", format: "pem" }), pair.private, name);
    assertEquals(open.export({ type: "spki", format: "pem" }), pair.public, name);
    assertEquals(c.createPublicKey!(secret).equals(open), true, name);
    assertEquals(c.createPublicKey!(pair.private).export({ type: "spki", format: "pem" }), pair.public, name);
    const der = secret.export({ type: "pkcs8", format: "der" });
    assertEquals(c.createPrivateKey!({ key: der, type: "pkcs8", format: "der" }).equals(secret), true, name);
    if (name === "pss") continue;
    const jwk = open.export({ format: "jwk" });
    assertEquals(c.createPublicKey!({ key: jwk, format: "jwk" }).equals(open), true, name);
  }
  const { rsa, "P-256": p256 } = keys;
  assertEquals(c.createPrivateKey!(rsa.private).export({ type: "pkcs1", format: "pem" }), VECTORS.rsaPkcs1);
  assertEquals(c.createPublicKey!(VECTORS.rsaPublicPkcs1).export({ type: "spki", format: "pem" }), rsa.public);
  assertEquals(c.createPrivateKey!(VECTORS.sec1).export({ type: "pkcs8", format: "pem" }), p256.private);
  assertEquals(c.createPrivateKey!(p256.private).export({ type: "sec1", format: "pem" }), VECTORS.sec1);
});

test("keys as JSON Web Keys", () => {
  for (const [name, jwk] of Object.entries(VECTORS.jwk)) {
    const secret = c.createPrivateKey!((keys as never as Record<string, { private: string }>)[name]!.private);
    const exported = secret.export({ format: "jwk" });
    assertEquals(Object.entries(exported).sort(), Object.entries(jwk).sort(), name);
    assertEquals(c.createPrivateKey!({ key: jwk, format: "jwk" }).equals(secret), true, name);
  }
});

test("encrypted keys", () => {
  for (const [text, plain] of [[VECTORS.encrypted, keys["P-256"].private], [VECTORS.legacy, keys.rsa.private]]) {
    assertEquals(c.createPrivateKey!({ key: text, passphrase: "pass" }).export({ type: "pkcs8", format: "pem" }), plain);
    assertThrows(() => c.createPrivateKey!({ key: text, passphrase: "other" }), Error);
    assertThrows(() => c.createPrivateKey!(text), { code: "ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED" });
  }
  const key = c.createPrivateKey!(keys.ed.private);
  const sealed = key.export({ type: "pkcs8", format: "pem", cipher: "aes-192-cbc", passphrase: "p" });
  assert(sealed.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
  assertEquals(c.createPrivateKey!({ key: sealed, passphrase: "p" }).equals(key), true);
});

test("details of keys", () => {
  const about = (name: keyof typeof keys): unknown => {
    const key = c.createPublicKey!(keys[name].public);
    return [key.asymmetricKeyType, key.asymmetricKeyDetails];
  };
  assertEquals(about("rsa"), ["rsa", { modulusLength: 2048, publicExponent: 65537n }]);
  assertEquals(about("small"), ["rsa", { modulusLength: 1024, publicExponent: 3n }]);
  assertEquals(about("pss"), ["rsa-pss", { modulusLength: 2048, publicExponent: 65537n, hashAlgorithm: "sha256", mgf1HashAlgorithm: "sha1", saltLength: 16 }]);
  assertEquals(about("P-384"), ["ec", { namedCurve: "secp384r1" }]);
  assertEquals(about("ed"), ["ed25519", {}]);
});

test("signatures are verified, and one's own too", () => {
  for (const { key, algorithm, options, signature } of VECTORS.signatures) {
    const pair = (keys as never as Record<string, { private: string; public: string }>)[key]!;
    const what = `${key} ${algorithm} ${JSON.stringify(options)}`;
    const given = Buffer.from(signature, "base64");
    assertEquals(c.verify!(algorithm, DATA, { key: pair.public, ...options }, given), true, what);
    assertEquals(c.verify!(algorithm, Buffer.from("another"), { key: pair.public, ...options }, given), false, what);
    const own = c.sign!(algorithm, DATA, { key: pair.private, ...options });
    assertEquals(c.verify!(algorithm, DATA, { key: pair.public, ...options }, own), true, what);
    if (algorithm === null) continue;
    const streamed = c.createSign!(algorithm).update("a mess").update("age").sign({ key: pair.private, ...options }, "base64");
    assertEquals(c.createVerify!(algorithm).update(DATA).verify({ key: pair.public, ...options }, streamed, "base64"), true, what);
    if (key === "rsa" && !("padding" in options)) assertEquals(own.toString("base64"), signature, what);
  }
});

test("RSA ciphertexts are decrypted", () => {
  for (const { key, options, text } of VECTORS.encryptedTexts) {
    const pair = (keys as never as Record<string, { private: string; public: string }>)[key]!;
    const what = `${key} ${JSON.stringify(options)}`;
    const opened = c.privateDecrypt!({ key: pair.private, ...options }, Buffer.from(text, "base64"));
    assertEquals(opened.toString(), "secret", what);
    const sealed = c.publicEncrypt!({ key: pair.public, ...options }, Buffer.from("secret"));
    assertEquals(c.privateDecrypt!({ key: pair.private, ...options }, sealed).toString(), "secret", what);
  }
  assertEquals(c.privateEncrypt!(keys.rsa.private, Buffer.from("secret")).toString("base64"), VECTORS.privateEncrypted);
  assertEquals(c.publicDecrypt!(keys.rsa.public, Buffer.from(VECTORS.privateEncrypted, "base64")).toString(), "secret");
  assertThrows(() => c.publicEncrypt!(keys.rsa.public, Buffer.alloc(300)), { code: "ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE" });
});

test("ciphers", () => {
  for (const { name, text, result, tag } of VECTORS.ciphers as { name: string; text: string; result: string; tag?: string }[]) {
    const { keyLength, ivLength } = c.getCipherInfo!(name);
    const key = Buffer.alloc(keyLength, 1);
    const iv = ivLength === undefined ? null : Buffer.alloc(ivLength, 2);
    const sealing = c.createCipheriv!(name, key, iv);
    if (tag !== undefined) sealing.setAAD(Buffer.from("more"));
    assertEquals(sealing.update(text, "utf8", "hex") + sealing.final("hex"), result, name);
    if (tag !== undefined) assertEquals(sealing.getAuthTag().toString("hex"), tag, name);
    const opening = c.createDecipheriv!(name, key, iv);
    if (tag !== undefined) opening.setAAD(Buffer.from("more")).setAuthTag(hex(tag));
    assertEquals(opening.update(result, "hex", "utf8") + opening.final("utf8"), text, name);
    if (tag === undefined) continue;
    const wrong = c.createDecipheriv!(name, key, iv);
    wrong.setAuthTag(hex(tag));
    wrong.update(result, "hex");
    assertThrows(() => wrong.final(), { message: "Unsupported state or unable to authenticate data" });
  }
  const long = c.createCipheriv!("aes-256-gcm", Buffer.alloc(32, 1), Buffer.alloc(20, 9));
  assertEquals(long.update("text", "utf8", "hex") + long.final("hex"), VECTORS.gcmLongIv.result);
  assertEquals(long.getAuthTag("hex").toString("hex"), VECTORS.gcmLongIv.tag);
});

test("derived keys", async () => {
  const scrypt = { N: 1024, r: 8, p: 2 };
  assertEquals(c.scryptSync!("password", "salt", 32, scrypt).toString("hex"), VECTORS.scrypt);
  assertEquals(c.pbkdf2Sync!("password", "salt", 1000, 40, "sha512").toString("hex"), VECTORS.pbkdf2);
  assertEquals(Buffer.from(c.hkdfSync!("sha256", "key", "salt", "info", 50)).toString("hex"), VECTORS.hkdf);
  const later = (name: string, ...args: unknown[]): Promise<string> =>
    new Promise((resolve, reject) => c[name]!(...args, (error: Error | null, value: ArrayBuffer) => (error === null ? resolve(Buffer.from(value).toString("hex")) : reject(error))));
  assertEquals(await later("scrypt", "password", "salt", 32, scrypt), VECTORS.scrypt);
  assertEquals(await later("pbkdf2", "password", "salt", 1000, 40, "sha512"), VECTORS.pbkdf2);
  assertEquals(await later("hkdf", "sha256", "key", "salt", "info", 50), VECTORS.hkdf);
  assertThrows(() => c.scryptSync!("p", "s", 8, { N: 3 }), { code: "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", name: "RangeError" });
  assertThrows(() => c.scryptSync!("p", "s", 8, { N: 2 ** 20 }), { code: "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", message: "Invalid scrypt params: error:030000AC:digital envelope routines::memory limit exceeded" });
  assertThrows(() => c.pbkdf2Sync!("p", "s", 0, 8, "sha1"), { code: "ERR_OUT_OF_RANGE" });
  assertThrows(() => c.pbkdf2Sync!("p", "s", 1, 8, "nope"), { code: "ERR_CRYPTO_INVALID_DIGEST" });
  assertThrows(() => c.hkdfSync!("sha256", "k", "s", "", 255 * 32 + 1), { code: "ERR_CRYPTO_INVALID_KEYLEN" });
});

test("agreement", () => {
  const ecdh = c.createECDH!("prime256v1");
  ecdh.setPrivateKey(VECTORS.ecdh.mine, "hex");
  assertEquals(ecdh.computeSecret(VECTORS.ecdh.theirs, "hex", "hex"), VECTORS.ecdh.secret);
  assertThrows(() => ecdh.computeSecret(Buffer.alloc(65, 4)), { code: "ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY" });
  const privateKey = c.createPrivateKey!(keys.x.private);
  const publicKey = c.createPublicKey!(VECTORS.x25519.public);
  assertEquals(c.diffieHellman!({ privateKey, publicKey }).toString("hex"), VECTORS.x25519.secret);
  const group = c.createDiffieHellman!(c.getDiffieHellman!("modp5").getPrime());
  group.setPrivateKey(hex(VECTORS.dh.mine));
  assertEquals(group.computeSecret(VECTORS.dh.theirs, "hex", "hex"), VECTORS.dh.secret);
  assertEquals(group.verifyError, 0);
  assertThrows(() => group.computeSecret(Buffer.from([1])), { code: "ERR_CRYPTO_INVALID_KEYLEN" });
  assertThrows(() => c.getDiffieHellman!("modp99"), { code: "ERR_CRYPTO_UNKNOWN_DH_GROUP" });
});

test("certificates", () => {
  const { ca, leaf, leafKey, shown } = VECTORS.certificates;
  const X509Certificate = c.X509Certificate as never as new (text: unknown) => any;
  const [issuer, certificate] = [new X509Certificate(ca), new X509Certificate(Buffer.from(leaf))];
  for (const [name, value] of Object.entries(shown.leaf)) assertEquals(certificate[name], value, name);
  for (const [name, value] of Object.entries(shown.ca)) assertEquals(issuer[name], value, name);
  assertEquals(certificate.verify(issuer.publicKey), true);
  assertEquals(certificate.verify(certificate.publicKey), false);
  assertEquals(certificate.checkIssued(issuer), true);
  assertEquals(issuer.checkIssued(certificate), false);
  assertEquals(certificate.checkPrivateKey(c.createPrivateKey!(leafKey)), true);
  assertEquals(certificate.toString(), leaf);
  const hosts: [string, string | undefined][] = [
    ["leaf.example", "leaf.example"],
    ["LEAF.example", "leaf.example"],
    ["a.wild.example", "*.wild.example"],
    ["a.b.wild.example", undefined],
    ["wild.example", undefined],
    ["other.example", undefined],
  ];
  for (const [host, expected] of hosts) assertEquals(certificate.checkHost(host), expected, host);
  assertEquals(certificate.checkHost("a.wild.example", { wildcards: false }), undefined);
  assertEquals(certificate.checkIP("127.0.0.1"), "127.0.0.1");
  assertEquals(certificate.checkIP("::1"), "::1");
  assertEquals(certificate.checkIP("127.0.0.2"), undefined);
  assertEquals(certificate.checkEmail("b@EXAMPLE.com"), "b@example.com");
  assertEquals(c.createPublicKey!(leaf).equals(certificate.publicKey), true);
  assertThrows(() => new X509Certificate("nonsense"), Error);
});

test("pairs are made in every kind", async () => {
  const kinds: [string, object | undefined][] = [
    ["rsa", { modulusLength: 1024, publicExponent: 3 }],
    ["rsa-pss", { modulusLength: 1024, hashAlgorithm: "sha256", saltLength: 32 }],
    ["ec", { namedCurve: "P-521" }],
    ["ed25519", undefined],
    ["ed448", undefined],
    ["x25519", undefined],
    ["x448", undefined],
  ];
  for (const [kind, options] of kinds) {
    const { publicKey, privateKey } = c.generateKeyPairSync!(kind, options);
    assertEquals([publicKey.type, privateKey.type, publicKey.asymmetricKeyType], ["public", "private", kind]);
    assertEquals(c.createPublicKey!(privateKey).equals(publicKey), true, kind);
    const later = await new Promise((resolve, reject) =>
      c.generateKeyPair!(kind, { ...options, publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "der" } }, (error: unknown, open: unknown, secret: unknown) => (error === null ? resolve([open, secret]) : reject(error))),
    );
    const [open, secret] = later as [string, Uint8Array];
    assertEquals(c.createPublicKey!({ key: secret, format: "der", type: "pkcs8" }).equals(c.createPublicKey!(open)), true, kind);
  }
  assertThrows(() => c.generateKeyPairSync!("ec", { namedCurve: "P-1" }), { code: "ERR_CRYPTO_INVALID_CURVE" });
  assertThrows(() => c.generateKeyPairSync!("ed449"), { code: "ERR_INVALID_ARG_VALUE" });
  assertEquals(c.generateKeySync!("aes", { length: 192 }).symmetricKeySize, 24);
  assertEquals(c.checkPrimeSync!(c.generatePrimeSync!(64)), true);
  assertEquals(c.generatePrimeSync!(32, { add: 12n, rem: 11n, bigint: true }) % 12n, 11n);
});
