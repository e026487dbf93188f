from tests.admin.conftest import *
import pytest
def test_x(house, administrator):
    for p in ("/","/questions","/articles","/places","/log","/system","/places?place=osh.nookat.toolos","/nowhere"):
        r=administrator.opens(p)
        print(p,r.status_code,len(r.text)); print(text_of(r)[:700])
