kubectl label node dio-master01 redis-pod-name=redis-cluster-0 redis-system=true --overwrite
kubectl label node dio-master02 redis-pod-name=redis-cluster-1 redis-system=true --overwrite
kubectl label node dio-master03 redis-pod-name=redis-cluster-2 redis-system=true --overwrite
kubectl label node dio-worker01 redis-pod-name=redis-cluster-3 redis-system=true --overwrite
kubectl label node dio-worker02 redis-pod-name=redis-cluster-4 redis-system=true --overwrite
kubectl label node dio-worker03 redis-pod-name=redis-cluster-5 redis-system=true --overwrite
