kubectl label node node-a example.com/cache=node_0 example.com/pool=cache --overwrite
kubectl label node node-b example.com/cache=node_1 example.com/pool=cache --overwrite
kubectl label node node-c example.com/cache=node_2 example.com/pool=cache --overwrite
