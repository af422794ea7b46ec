from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0003_opening_of_old_lots'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='stocklot',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('site', 'number'), name='one_lot_per_number'),
        ),
    ]
